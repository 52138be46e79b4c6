/** Samples with published or independently computed results (scipy 1.17.1, benchstat's and hyperfine's own tests). */
export const OLD_JSON = [1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774];
export const NEW_JSON = [1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425];
export const BASE = [81.42, 79.88, 80.15, 82.01, 80.77, 79.95, 81.1, 80.31, 80.62, 95.4];
export const SLOW = [86.1, 85.22, 87.95, 84.8, 85.61, 86.33, 85.07, 88.12, 85.9, 86.74];
export const SAME = [80.9, 79.7, 81.33, 80.05, 82.4, 80.48, 79.66, 81.95, 80.21, 81.02];
