; A firmware of two kilobytes that does with its machine what rust-hypervisor-firmware does with it before it knows what
; is on the disk, in the same order and with the same accesses (its sources at 82a9a4f: pvh.rs, main.rs, pci.rs, virtio.rs,
; block.rs, arch/x86_64/ram32.s): it is entered by the PVH protocol, reads start_info, searches PCI bus 0 through ports
; 0xcf8 and 0xcfc for a virtio 1.x disk, drives it with one split queue of 16 and without interrupts, and goes to long mode.
; What it leaves out: partitions, FAT, loading of kernels and EFI programs.
;
; Boot codes: one at each step done, 0x80 + step where one failed. Text: ports 0xe9 and 0x402. Ends with a reset.
;
; Build: nasm -f bin -Wall -Werror -o pvh-firmware pvh-firmware.asm

        bits    32
        org     0x100000

POST            equ 0x80
DEBUG_CONSOLE   equ 0xe9
FIRMWARE_DEBUG  equ 0x402
PCI_ADDRESS     equ 0xcf8
PCI_DATA        equ 0xcfc
KEYBOARD        equ 0x64
RESET           equ 0xfe

START_MAGIC     equ 0x336ec578
START_VERSION   equ 4                           ; fields of start_info
START_RSDP      equ 32
START_MEMMAP    equ 40
START_ENTRIES   equ 48
MEMMAP_ENTRY    equ 24
MEMMAP_RAM      equ 1

VIRTIO_DISK     equ 0x10421af4                  ; device 1042, vendor 1af4
VENDOR_CAP      equ 9
CAP_COMMON      equ 1
CAP_NOTIFY      equ 2
CAP_DEVICE      equ 4

FEATURE_SELECT  equ 0x00                        ; virtio 1.2, 4.1.4.3: the common configuration
FEATURE         equ 0x04
DRIVER_SELECT   equ 0x08
DRIVER_FEATURE  equ 0x0c
STATUS          equ 0x14
QUEUE_SELECT    equ 0x16
QUEUE_SIZE      equ 0x18
QUEUE_ENABLE    equ 0x1c
QUEUE_NOTIFY    equ 0x1e
QUEUE_DESC      equ 0x20
QUEUE_AVAIL     equ 0x28
QUEUE_USED      equ 0x30

ACKNOWLEDGE     equ 1
DRIVER          equ 2
DRIVER_OK       equ 4
FEATURES_OK     equ 8
BLK_F_RO        equ 1 << 5
VERSION_1       equ 1                           ; bit 32: of the upper half
QUEUE_LENGTH    equ 16

DESC_NEXT       equ 1
DESC_WRITE      equ 2
BLK_IN          equ 0
BLK_OUT         equ 1
BLK_FLUSH       equ 4
BLK_OK          equ 0
BLK_IOERR       equ 1
SECTOR          equ 512

; A step: what was done, as a code; where the next ones jump to when they fail.
%macro  step 1
        mov     al, %1
        out     POST, al
        mov     byte [failure], 0x80 + %1 + 1
%endmacro

elf_header:
        db      0x7f, "ELF", 2, 1, 1, 0         ; 64-bit, little-endian, version 1, System V
        dq      0
        dw      2, 62                           ; executable, x86-64
        dd      1
        dq      start, program_headers - elf_header, 0
        dd      0
        dw      64, 56, 2, 0, 0, 0              ; sizes of the headers, two program headers, no sections
program_headers:
        dd      1, 7                            ; load; read, write and execute
        dq      0, elf_header, elf_header
        dq      file_end - elf_header, memory_end - elf_header, 0x1000
        dd      4, 4                            ; note
        dq      note - elf_header, note, note
        dq      note_end - note, note_end - note, 4
note:
        dd      4, 8, 18                        ; XEN_ELFNOTE_PHYS32_ENTRY
        db      "Xen", 0
        dq      start
note_end:

; Entered flat and 32-bit, ebx = start_info; there is no stack yet.
start:
        mov     esp, stack_end
        mov     byte [failure], 0x81
        cmp     dword [ebx], START_MAGIC
        jne     fail
        step    0x01

        cmp     dword [ebx + START_VERSION], 1
        jb      fail
        mov     ecx, [ebx + START_ENTRIES]
        mov     esi, [ebx + START_MEMMAP]
        cmp     dword [ebx + START_MEMMAP + 4], 0
        jne     fail
.entry: test    ecx, ecx
        jz      fail
        mov     eax, esp                        ; RAM has to hold this firmware, its stack included
        sub     eax, [esi]
        jb      .next
        cmp     eax, [esi + 8]
        ja      .next
        cmp     dword [esi + 16], MEMMAP_RAM
        je      .found
.next:  add     esi, MEMMAP_ENTRY
        dec     ecx
        jmp     .entry
.found: step    0x02

        mov     esi, [ebx + START_RSDP]
        cmp     dword [esi], "RSD "
        jne     fail
        cmp     dword [esi + 4], "PTR "
        jne     fail
        mov     ecx, 20                         ; ACPI 1.0's checksum
        xor     eax, eax
.sum:   add     al, [esi]
        inc     esi
        loop    .sum
        test    al, al
        jnz     fail
        step    0x03

        xor     edi, edi                        ; edi = the function: device << 11
.device:xor     edx, edx
        call    pci_read
        cmp     eax, VIRTIO_DISK
        je      .disk
        add     edi, 1 << 11
        cmp     edi, 32 << 11
        jb      .device
        jmp     fail
.disk:  step    0x04

        mov     edx, 4                          ; answer in memory; rust-hypervisor-firmware does not ask to be
        call    pci_read                        ; a bus master either
        or      eax, 2
        call    pci_write
        mov     ebp, bars
        mov     edx, 0x10
.bar:   call    pci_read
        mov     esi, eax
        test    al, 1
        jnz     .no_memory
        and     eax, ~15
        mov     [ebp], eax
.no_memory:
        mov     eax, -1                         ; its size: which bits can be set
        call    pci_write
        call    pci_read
        and     eax, ~15
        neg     eax
        mov     [ebp + 24], eax
        mov     eax, esi
        call    pci_write
        call    pci_read
        cmp     eax, esi                        ; and it is where it was
        jne     fail
        add     ebp, 4
        add     edx, 4
        cmp     edx, 0x24
        jbe     .bar
        step    0x05

        mov     edx, 4
        call    pci_read
        test    eax, 1 << 20                    ; there are capabilities
        jz      fail
        mov     edx, 0x34
        call    pci_read
        movzx   edx, al
.capability:
        test    edx, edx
        jz      .capabilities_done
        call    pci_read
        movzx   ecx, ah                         ; the next one
        cmp     al, VENDOR_CAP
        jne     .capability_next
        shr     eax, 24
        mov     esi, eax                        ; its type
        add     edx, 4
        call    pci_read
        movzx   eax, al                         ; its BAR
        mov     ebp, [bars + eax * 4]
        add     edx, 4
        call    pci_read
        add     ebp, eax                        ; + its offset
        cmp     esi, CAP_DEVICE
        ja      .capability_next
        mov     [regions + esi * 4], ebp
        cmp     esi, CAP_NOTIFY
        jne     .capability_next
        add     edx, 8
        call    pci_read
        mov     [notify_multiplier], eax
.capability_next:
        mov     edx, ecx
        jmp     .capability
.capabilities_done:
        mov     ebp, [regions + CAP_COMMON * 4] ; ebp = the common configuration, from here on
        test    ebp, ebp
        jz      fail
        cmp     dword [regions + CAP_NOTIFY * 4], 0
        je      fail
        cmp     dword [regions + CAP_DEVICE * 4], 0
        je      fail
        step    0x06

        mov     byte [ebp + STATUS], 0
        mov     al, ACKNOWLEDGE
        call    add_status
        mov     al, DRIVER
        call    add_status
        mov     dword [ebp + FEATURE_SELECT], 0
        mov     esi, [ebp + FEATURE]
        mov     dword [ebp + FEATURE_SELECT], 1
        test    dword [ebp + FEATURE], VERSION_1
        jz      fail
        and     esi, BLK_F_RO
        mov     dword [ebp + DRIVER_SELECT], 0
        mov     [ebp + DRIVER_FEATURE], esi
        mov     dword [ebp + DRIVER_SELECT], 1
        mov     dword [ebp + DRIVER_FEATURE], VERSION_1
        mov     al, FEATURES_OK
        call    add_status
        test    byte [ebp + STATUS], FEATURES_OK
        jz      fail
        step    0x07

        mov     word [ebp + QUEUE_SELECT], 0
        cmp     word [ebp + QUEUE_SIZE], QUEUE_LENGTH
        jb      fail
        mov     word [ebp + QUEUE_SIZE], QUEUE_LENGTH
        mov     dword [ebp + QUEUE_DESC], descriptors
        mov     dword [ebp + QUEUE_DESC + 4], 0
        mov     dword [ebp + QUEUE_AVAIL], available
        mov     dword [ebp + QUEUE_AVAIL + 4], 0
        mov     dword [ebp + QUEUE_USED], used
        mov     dword [ebp + QUEUE_USED + 4], 0
        mov     word [ebp + QUEUE_ENABLE], 1
        mov     al, DRIVER_OK
        call    add_status
        mov     esi, disk_text
        call    print
        mov     eax, [regions + CAP_DEVICE * 4]
        mov     eax, [eax]
        mov     [capacity], eax
        call    print_number
        mov     esi, sectors_text
        call    print
        step    0x08

        mov     eax, BLK_IN
        xor     ecx, ecx
        call    request
        cmp     al, BLK_OK
        jne     fail
        cmp     word [data + SECTOR - 2], 0xaa55
        jne     fail
        step    0x09

        mov     dword [data], "BEEN"            ; into the second sector, and out again; a disk that is read-only
        mov     dword [data + 4], "HERE"        ; refuses, and a guest sees what was there
        mov     eax, BLK_OUT
        mov     ecx, 1
        call    request
        mov     [write_status], al
        mov     dword [data], 0
        mov     eax, BLK_IN
        mov     ecx, 1
        call    request
        cmp     al, BLK_OK
        jne     fail
        cmp     byte [write_status], BLK_OK
        jne     .not_written
        cmp     dword [data], "BEEN"
        jne     fail
        step    0x0a
.not_written:

        mov     ecx, 20                         ; more requests than the queue has places
.again: push    ecx
        mov     eax, BLK_IN
        xor     ecx, ecx
        call    request
        pop     ecx
        cmp     al, BLK_OK
        jne     fail
        loop    .again
        step    0x0b

        mov     eax, BLK_FLUSH                  ; the descriptor between stays as earlier requests left it
        xor     ecx, ecx
        call    request
        cmp     al, BLK_OK
        jne     fail
        step    0x0c

        mov     eax, BLK_IN                     ; the sector behind the last, to be read and to be written
        mov     ecx, [capacity]
        call    request
        cmp     al, BLK_IOERR
        jne     fail
        mov     eax, BLK_OUT
        mov     ecx, [capacity]
        call    request
        cmp     al, BLK_IOERR
        jne     fail
        step    0x0d

        mov     dword [level2], 0x83            ; ram32.s: 2 MiB mapped as they are, long mode, a GDT of its own
        mov     dword [level3], level2 + 3
        mov     dword [level4], level3 + 3
        mov     eax, level4
        mov     cr3, eax
        mov     eax, cr4
        or      al, 0x20
        mov     cr4, eax
        mov     ecx, 0xc0000080
        rdmsr
        or      ah, 1
        wrmsr
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        lgdt    [gdt_pointer]
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        jmp     8:long_mode

fail:   mov     esi, failed_text
        call    print
        mov     al, [failure]
        out     POST, al
        jmp     reset

        bits    64
long_mode:
        mov     al, 0x20                        ; here rust-hypervisor-firmware would look for a boot loader
        out     POST, al
reset:  mov     al, RESET
        out     KEYBOARD, al
        jmp     $
        bits    32

; eax = register edx of the function edi
pci_read:
        call    pci_select
        mov     dx, PCI_DATA
        in      eax, dx
        pop     edx
        ret
pci_write:
        call    pci_select
        mov     dx, PCI_DATA
        out     dx, eax
        pop     edx
        ret
; Leaves the register's number on the stack of its caller, for it to pop.
pci_select:
        pop     dword [return_address]
        push    edx
        push    eax
        lea     eax, [edi + edx]
        or      eax, 1 << 31
        and     eax, ~3
        mov     dx, PCI_ADDRESS
        out     dx, eax
        pop     eax
        jmp     [return_address]

add_status:
        or      al, [ebp + STATUS]
        mov     [ebp + STATUS], al
        ret

; A request of type eax for sector ecx in three descriptors; al = its status.
request:
        mov     [header], eax
        mov     [header + 8], ecx
        mov     byte [status], 0xff
        mov     ecx, eax
        movzx   edx, word [next_head]
        mov     esi, edx
        shl     esi, 4
        add     esi, descriptors
        mov     dword [esi], header
        mov     dword [esi + 8], 16
        mov     word [esi + 12], DESC_NEXT
        call    .link
        cmp     ecx, BLK_FLUSH
        je      .no_data
        mov     dword [esi], data
        mov     dword [esi + 8], SECTOR
.no_data:
        mov     word [esi + 12], DESC_NEXT
        cmp     ecx, BLK_IN
        jne     .not_read
        or      word [esi + 12], DESC_WRITE
.not_read:
        call    .link
        mov     dword [esi], status
        mov     dword [esi + 8], 1
        mov     word [esi + 12], DESC_WRITE
        mov     word [esi + 14], 0
        movzx   esi, word [available + 2]
        mov     ax, [next_head]
        and     esi, QUEUE_LENGTH - 1
        mov     [available + 4 + esi * 2], ax
        inc     word [available + 2]
        inc     edx
        and     edx, QUEUE_LENGTH - 1
        mov     [next_head], dx
        movzx   eax, word [ebp + QUEUE_NOTIFY]
        mul     dword [notify_multiplier]
        add     eax, [regions + CAP_NOTIFY * 4]
        mov     dword [eax], 0
.wait:  mov     ax, [used + 2]
        cmp     ax, [available + 2]
        jne     .wait
        mov     al, [status]
        ret
; The next descriptor of the ring edx, esi; the one before points to it.
.link:  inc     edx
        and     edx, QUEUE_LENGTH - 1
        mov     [esi + 14], dx
        mov     esi, edx
        shl     esi, 4
        add     esi, descriptors
        ret

print:  lodsb
        test    al, al
        jz      .done
        out     DEBUG_CONSOLE, al
        mov     dx, FIRMWARE_DEBUG
        out     dx, al
        jmp     print
.done:  ret

; eax in decimal digits
print_number:
        mov     edi, digits_end
        mov     ecx, 10
.digit: xor     edx, edx
        div     ecx
        add     dl, '0'
        dec     edi
        mov     [edi], dl
        test    eax, eax
        jnz     .digit
        mov     esi, edi
        jmp     print

disk_text:      db "pvh firmware: disk of ", 0
sectors_text:   db " sectors", 10, 0
failed_text:    db "pvh firmware: failed", 10, 0

        align   8
gdt:    dq      0, 0x00af9b000000ffff, 0x00cf93000000ffff
gdt_pointer:
        dw      gdt_pointer - gdt - 1
        dd      gdt
file_end:

; What is not in the file: the queue's parts first, which are aligned by their order.
        absolute 0x102000
level4:         resb 4096
level3:         resb 4096
level2:         resb 4096
stack:          resb 4096
stack_end:
descriptors:    resb 16 * QUEUE_LENGTH
available:      resb 4 + 2 * QUEUE_LENGTH + 4
used:           resb 4 + 8 * QUEUE_LENGTH + 4
header:         resb 16
data:           resb SECTOR
bars:           resd 6
bar_sizes:      resd 6
regions:        resd 5
notify_multiplier: resd 1
capacity:       resd 1
return_address: resd 1
next_head:      resw 1
status:         resb 1
write_status:   resb 1
failure:        resb 1
digits:         resb 11
digits_end:
memory_end:
