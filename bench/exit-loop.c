/*
 * The peer of the runner's exit loop: boots a ROM image on KVM with in-kernel interrupt controllers and takes the time of
 * every write to port 0x80. Ends at the first write to port 0x64; then writes the times (64 bits each, nanoseconds) to one
 * file and what the guest wrote to the debug console to another, and prints how fast the guest's TSC runs.
 * Build: cc -O2 -o exit-loop exit-loop.c. Arguments: IMAGE TIMES [CONSOLE]
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define RAM_SIZE (64u << 20)
#define MAX_EXITS 1000000
#define MAX_BYTES (1 << 20)

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
}

static void save(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(1);
	}
}

static void map(int vm, int slot, uint64_t guest, uint64_t size, void *host)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .guest_phys_addr = guest, .memory_size = size, .userspace_addr = (uintptr_t)host,
	};
	check(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region), "memory");
}

int main(int argc, char **argv)
{
	static uint64_t times[MAX_EXITS];
	static uint8_t codes[MAX_EXITS], console[MAX_BYTES];
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), image = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	check(kvm, "/dev/kvm");
	check(image, "image");
	off_t rom_size = lseek(image, 0, SEEK_END);
	uint8_t *rom = mmap(NULL, rom_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pread(image, rom, rom_size, 0) != rom_size)
		return 1;
	memcpy(ram + (1 << 20) - rom_size, rom, rom_size);

	int vm = ioctl(kvm, KVM_CREATE_VM, 0);
	check(vm, "VM");
	uint64_t identity = 0xfeffc000;
	struct kvm_pit_config pit = { .flags = KVM_PIT_SPEAKER_DUMMY };
	check(ioctl(vm, KVM_SET_IDENTITY_MAP_ADDR, &identity), "identity map");
	check(ioctl(vm, KVM_SET_TSS_ADDR, 0xfeffd000), "TSS");
	check(ioctl(vm, KVM_CREATE_IRQCHIP, 0), "interrupt controllers");
	check(ioctl(vm, KVM_CREATE_PIT2, &pit), "timer");
	map(vm, 0, 0, RAM_SIZE, ram);
	map(vm, 1, (1ull << 32) - rom_size, rom_size, rom);
	int vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	check(vcpu, "vCPU");
	struct kvm_run *run = mmap(NULL, ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);

	size_t exits = 0, written = 0;
	for (;;) {
		check(ioctl(vcpu, KVM_RUN, 0), "KVM_RUN");
		uint64_t time = now_ns();
		if (run->exit_reason != KVM_EXIT_IO || run->io.direction != KVM_EXIT_IO_OUT)
			return 1;
		uint8_t *data = (uint8_t *)run + run->io.data_offset;
		size_t length = (size_t)run->io.count * run->io.size;
		if (run->io.port == 0x64)
			break;
		if (run->io.port == 0xe9) {
			if (length > MAX_BYTES - written)
				return 1;
			memcpy(console + written, data, length);
			written += length;
			continue;
		}
		if (exits == MAX_EXITS)
			return 1;
		times[exits] = time;
		codes[exits++] = *data;
	}
	if (argc > 2)
		save(argv[2], times, exits * sizeof *times);
	if (argc > 3)
		save(argv[3], console, written);
	unsigned long long sum = 0;
	for (size_t i = 0; i < exits; i++)
		sum += codes[i];
	int tsc_khz = ioctl(vcpu, KVM_GET_TSC_KHZ, 0);
	check(tsc_khz, "TSC frequency");
	printf("{\"exits\": %zu, \"sum\": %llu, \"tscKhz\": %d}\n", exits, sum, tsc_khz);
	return 0;
}
