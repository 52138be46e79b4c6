"""What statistics tools of Python say of pairs of samples: one pair of sets a line on standard input, one answer a line on standard output.

`peers.py --rules` lists the rules whose packages are installed, `peers.py RULE` applies one. A line is {"rows": {"kernel": [[base values],
[head values]], ...}}, an answer the rows that the rule calls slower in head at 5 %, each row for itself, as these tools do.
"""

import json
import statistics
import sys

RULES = {}

try:
    from scipy import stats

    # Its direction is that of the ranks: with a coarse clock the medians are often the same.
    def mann_whitney(base, head):
        test = stats.mannwhitneyu(head, base)
        return test.pvalue < 0.05 and test.statistic > len(base) * len(head) / 2

    # The rule of scripts/welch_ttest.py of hyperfine.
    def welch(base, head):
        return stats.ttest_ind(head, base, equal_var=False).pvalue < 0.05 and statistics.mean(head) > statistics.mean(base)

    RULES["scipy"] = mann_whitney
    RULES["hyperfine"] = welch
except ImportError:
    pass

try:
    from pyperf._utils import is_significant

    # What `pyperf compare_to` does, also with sets of unequal size and where it cannot divide.
    def pyperf_rule(base, head):
        try:
            significant = is_significant(base, head)[0]
        except Exception:
            significant = True
        return significant and statistics.mean(head) > statistics.mean(base)

    RULES["pyperf"] = pyperf_rule
except ImportError:
    pass


def is_slower(rule, base, head):
    # Values that are all the same leave these tests nothing to divide by.
    if len(set(base) | set(head)) < 2 or min(len(base), len(head)) < 2:
        return False
    return bool(rule(base, head))


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    if sys.argv[1:] == ["--rules"]:
        print(json.dumps(sorted(RULES)))
        sys.exit(0)
    rule = RULES[sys.argv[1]]
    for line in sys.stdin:
        rows = json.loads(line)["rows"]
        print(json.dumps([row for row, (base, head) in rows.items() if is_slower(rule, base, head)]))
