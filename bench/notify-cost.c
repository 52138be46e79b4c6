/*
 * What it costs a guest to have a request served: by the vCPU's own thread when the write leaves the guest, or by another
 * thread that an ioeventfd wakes. The guest writes a port and waits for a byte in its memory; the server sets the byte.
 * Prints both means as JSON. Build: cc -O2 -pthread -o notify-cost notify-cost.c
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MEMORY = 0x10000, CODE = 0x1000, FLAG = 0x2000, PORT = 0x300, END = 0x301, ROUNDS = 5000 };

static volatile uint8_t *memory;

/* mov ecx, ROUNDS; again: mov byte [FLAG], 0; mov dx, PORT; out dx, al; wait: cmp byte [FLAG], 1; jne wait;
   dec ecx; jnz again; mov dx, END; out dx, al */
static const uint8_t guest[] = {
    0x66, 0xb9, ROUNDS & 0xff, ROUNDS >> 8, 0, 0, 0xc6, 0x06, 0x00, 0x20, 0x00, 0xba, 0x00, 0x03, 0xee,
    0x80, 0x3e, 0x00, 0x20, 0x01, 0x75, 0xf9, 0x66, 0x49, 0x75, 0xec, 0xba, 0x01, 0x03, 0xee,
};

static void check(int result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
}

static void *serve(void *argument) {
  int fd = *(int *)argument;
  uint64_t count;
  while (read(fd, &count, sizeof count) == sizeof count) memory[FLAG] = 1;
  return NULL;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

/* Nanoseconds a request; `use_eventfd`: another thread serves it. */
static double measure(int use_eventfd) {
  int kvm = open("/dev/kvm", O_RDWR);
  check(kvm, "/dev/kvm");
  int vm = ioctl(kvm, KVM_CREATE_VM, 0);
  check(vm, "KVM_CREATE_VM");
  memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  memcpy((void *)(memory + CODE), guest, sizeof guest);
  struct kvm_userspace_memory_region region = {.memory_size = MEMORY, .userspace_addr = (uint64_t)memory};
  check(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region), "memory");
  int vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
  check(vcpu, "KVM_CREATE_VCPU");
  struct kvm_run *run =
      mmap(NULL, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
  struct kvm_sregs sregs;
  check(ioctl(vcpu, KVM_GET_SREGS, &sregs), "sregs");
  sregs.cs.base = sregs.cs.selector = 0;
  check(ioctl(vcpu, KVM_SET_SREGS, &sregs), "sregs");
  struct kvm_regs regs = {.rip = CODE, .rflags = 2};
  check(ioctl(vcpu, KVM_SET_REGS, &regs), "regs");
  static int event;
  if (use_eventfd) {
    pthread_t thread;
    event = eventfd(0, 0);
    struct kvm_ioeventfd bind = {.addr = PORT, .len = 1, .fd = event, .flags = KVM_IOEVENTFD_FLAG_PIO};
    check(ioctl(vm, KVM_IOEVENTFD, &bind), "KVM_IOEVENTFD");
    pthread_create(&thread, NULL, serve, &event);
  }
  double start = now();
  for (;;) {
    check(ioctl(vcpu, KVM_RUN, 0), "KVM_RUN");
    if (run->exit_reason != KVM_EXIT_IO) exit(2);
    if (run->io.port == END) return (now() - start) / ROUNDS;
    memory[FLAG] = 1;
  }
}

int main(void) {
  double direct = measure(0);
  printf("{\"directNs\":%.0f,\"ioeventfdNs\":%.0f}\n", direct, measure(1));
  return 0;
}
