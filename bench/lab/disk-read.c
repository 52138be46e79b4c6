// Runs in a guest: reads the disk /dev/vdb past the guest's own cache and prints how long one read took, in nanoseconds:
// 128 KiB after 128 KiB from its start, then 4 KiB here and there.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SEQUENTIAL_SIZE (128 * 1024)
#define RANDOM_SIZE 4096
#define RANDOM_READS 600

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static void read_at(int disk, void *buffer, size_t size, off_t offset) {
  if (pread(disk, buffer, size, offset) == (ssize_t)size) return;
  perror("disk-read");
  exit(1);
}

int main(void) {
  int disk = open("/dev/vdb", O_RDONLY | O_DIRECT);
  off_t size = lseek(disk, 0, SEEK_END);
  void *buffer;
  if (disk < 0 || size < SEQUENTIAL_SIZE || posix_memalign(&buffer, 4096, SEQUENTIAL_SIZE) != 0) return 1;
  off_t reads = size / SEQUENTIAL_SIZE;
  double start = now_ns();
  for (off_t i = 0; i < reads; i++) read_at(disk, buffer, SEQUENTIAL_SIZE, i * SEQUENTIAL_SIZE);
  printf("sequential: %.0f\n", (now_ns() - start) / reads);
  unsigned long long state = 42;
  start = now_ns();
  for (int i = 0; i < RANDOM_READS; i++) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    read_at(disk, buffer, RANDOM_SIZE, (off_t)((state >> 33) % (size / RANDOM_SIZE)) * RANDOM_SIZE);
  }
  printf("random: %.0f\n", (now_ns() - start) / RANDOM_READS);
  return 0;
}
