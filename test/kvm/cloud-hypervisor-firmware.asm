; A firmware of a few hundred bytes that asks of its machine what EDK2's CloudHv build (CLOUDHV.fd) asks before it can do anything:
; whose host bridge it is (OvmfPkg/Library/AcpiTimerLib, PlatformPei), the ACPI timer at port 0x608, start_info with the memory map
; and the ACPI tables (PlatformInitLib/MemDetect.c, AcpiPlatformDxe/CloudHvAcpi.c), a function moved to the end of the 32-bit window
; for memory, and the shutdown byte (ResetSystemLib/DxeResetShutdown.c).
;
; Boot codes: one at each step done, 0x80 + step where one failed. Ends with a power-off.
;
; Build: nasm -f bin -Wall -Werror -o firmware cloud-hypervisor-firmware.asm: a 64-bit ELF file for an i386, as CLOUDHV.fd is one;
; with -DELF32 a 32-bit one.

        bits    32
        org     0x100000

POST            equ 0x80
SHUTDOWN        equ 0x600
ACPI_TIMER      equ 0x608
PCI_ADDRESS     equ 0xcf8
PCI_DATA        equ 0xcfc

CLOUD_HV_BRIDGE equ 0x0d578086
VIRTIO_RNG      equ 0x10441af4
RNG_FUNCTION    equ 1 << 11
WINDOW_LAST     equ 0xfbff8000                  ; the last 32 KiB of the window that EDK2 uses
NUM_QUEUES      equ 0x12                        ; virtio 1.2, 4.1.4.3

START_MAGIC     equ 0x336ec578
START_RSDP      equ 32
START_MEMMAP    equ 40
START_ENTRIES   equ 48
MEMMAP_ENTRY    equ 24
RSDP_XSDT       equ 24
XSDT_FIRST      equ 36
FADT_X_DSDT     equ 140

%macro  step 1
        mov     al, %1
        out     POST, al
        mov     byte [failure], 0x80 + %1 + 1
%endmacro

elf_header:
%ifdef ELF32
        db      0x7f, "ELF", 1, 1, 1, 0
        dq      0
        dw      2, 3                            ; executable, i386
        dd      1, start, program_headers - elf_header, 0, 0
        dw      52, 32, 2, 0, 0, 0
program_headers:
        dd      1, 0, elf_header, elf_header
        dd      file_end - elf_header, memory_end - elf_header, 7, 0x1000
        dd      4, note - elf_header, note, note
        dd      note_end - note, note_end - note, 4, 4
%else
        db      0x7f, "ELF", 2, 1, 1, 0
        dq      0
        dw      2, 3                            ; executable, i386 in a 64-bit file
        dd      1
        dq      start, program_headers - elf_header, 0
        dd      0
        dw      64, 56, 2, 0, 0, 0
program_headers:
        dd      1, 7
        dq      0, elf_header, elf_header
        dq      file_end - elf_header, memory_end - elf_header, 0x1000
        dd      4, 4
        dq      note - elf_header, note, note
        dq      note_end - note, note_end - note, 4
%endif
note:
        dd      4, 4, 18                        ; XEN_ELFNOTE_PHYS32_ENTRY
        db      "Xen", 0
        dd      start
note_end:

; Entered flat and 32-bit, ebx = start_info; there is no stack yet.
start:
        mov     esp, stack_end
        mov     byte [failure], 0x81
        xor     edi, edi                        ; function 00:00.0
        xor     edx, edx
        call    pci_read
        cmp     eax, CLOUD_HV_BRIDGE
        jne     fail
        step    0x01

        mov     dx, ACPI_TIMER
        in      eax, dx
        mov     ecx, eax
.tick:  in      eax, dx
        cmp     eax, ecx
        je      .tick
        step    0x02

        cmp     dword [ebx], START_MAGIC
        jne     fail
        mov     ecx, [ebx + START_ENTRIES]
        mov     esi, [ebx + START_MEMMAP]
.entry: test    ecx, ecx
        jz      fail
        cmp     dword [esi], 0x100000           ; the range above 1 MiB
        je      .found
        add     esi, MEMMAP_ENTRY
        dec     ecx
        jmp     .entry
.found: cmp     dword [esi + 16], 1             ; is RAM
        jne     fail
        step    0x03

        mov     esi, [ebx + START_RSDP]
        cmp     dword [esi], "RSD "
        jne     fail
        mov     esi, [esi + RSDP_XSDT]
        cmp     dword [esi], "XSDT"
        jne     fail
        mov     esi, [esi + XSDT_FIRST]
        cmp     dword [esi], "FACP"
        jne     fail
        mov     esi, [esi + FADT_X_DSDT]
        cmp     dword [esi], "DSDT"
        jne     fail
        step    0x04

        mov     edi, RNG_FUNCTION               ; there only when it was asked for
        xor     edx, edx
        call    pci_read
        cmp     eax, VIRTIO_RNG
        jne     .off
        mov     edx, 0x10
        mov     eax, WINDOW_LAST
        call    pci_write
        mov     edx, 0x04
        mov     eax, 0x02
        call    pci_write
        cmp     word [WINDOW_LAST + NUM_QUEUES], 1
        jne     fail
        step    0x05

.off:   mov     dx, SHUTDOWN
        mov     al, 0x34
        out     dx, al
fail:   mov     al, [failure]
        out     POST, al
halt:   cli
        hlt
        jmp     halt

; edi = the function, edx = the register; eax = its value
pci_read:
        call    pci_select
        in      eax, dx
        ret

pci_write:
        push    eax
        call    pci_select
        pop     eax
        out     dx, eax
        ret

pci_select:
        lea     eax, [edi + edx + 0x80000000]
        mov     dx, PCI_ADDRESS
        out     dx, eax
        mov     dx, PCI_DATA
        ret

failure:
        db      0
file_end:
        align   16
        times   256 db 0
stack_end:
memory_end:
