; A ROM of 4 KiB that drives the first disk of the machine in flat 32-bit protected mode, without looking for it: the disk is
; in slot 2, its registers are at 0xc0000000. What it asks of the disk is chosen with -D:
;   LONG     256 requests of 10 GB each in one notification, after the line MARK on port 0x402 and on COM1
;   HIGH     moves sectors 0 to 7 to sectors 8 to 15 through memory on both sides of 8 GiB, reads sectors 8 to 15 back to
;            low memory, and writes the first byte of each to port 0x80
        bits    16
        org     0xff000

REGISTERS       equ 0xc0000000
NOTIFY          equ REGISTERS + 0x3000
DESCRIPTORS     equ 0x10000
AVAILABLE       equ 0x20000
USED            equ 0x30000
HEADER          equ 0x40000
STATUS          equ 0x40100
BUFFER          equ 0x100000
F_NEXT          equ 1
F_WRITE         equ 2
READ            equ 0
WRITE           equ 1
SECTOR          equ 512

start:
        cli
        o32 lgdt [cs:gdt_pointer - start + 0xf000]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword 8:protected

        align   8
gdt:
        dq      0
        dq      0x00cf9b000000ffff
        dq      0x00cf93000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt

        bits    32
; descriptor INDEX, ADDRESS, ADDRESS_HIGH, LENGTH, FLAGS: the next is INDEX + 1
%macro descriptor 5
        mov     dword [DESCRIPTORS + (%1) * 16], %2
        mov     dword [DESCRIPTORS + (%1) * 16 + 4], %3
        mov     dword [DESCRIPTORS + (%1) * 16 + 8], %4
        mov     dword [DESCRIPTORS + (%1) * 16 + 12], (%5) | ((%1) + 1) << 16
%endmacro

; request TYPE, SECTOR: what the descriptors 1 to 2 say; ends the guest unless it is done well
%macro request 2
        mov     dword [HEADER], %1
        mov     dword [HEADER + 8], %2
        mov     byte [STATUS], 0xff
        inc     word [AVAILABLE + 2]
        mov     word [NOTIFY], 0
        cmp     byte [STATUS], 0
        jne     failed
%endmacro

protected:
        mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7000
        ; Memory space and bus master of slot 2.
        mov     dx, 0xcf8
        mov     eax, 0x80001004
        out     dx, eax
        mov     dx, 0xcfc
        mov     eax, 6
        out     dx, eax
        ; Version 1 and no other feature; queue 0 of 256.
        mov     ebx, REGISTERS
        mov     byte [ebx + 20], 0
        mov     byte [ebx + 20], 3
        mov     dword [ebx + 8], 0
        mov     dword [ebx + 12], 0
        mov     dword [ebx + 8], 1
        mov     dword [ebx + 12], 1
        mov     byte [ebx + 20], 11
        mov     word [ebx + 22], 0
        mov     word [ebx + 24], 256
        mov     dword [ebx + 32], DESCRIPTORS
        mov     dword [ebx + 36], 0
        mov     dword [ebx + 40], AVAILABLE
        mov     dword [ebx + 44], 0
        mov     dword [ebx + 48], USED
        mov     dword [ebx + 52], 0
        mov     word [ebx + 28], 1
        mov     byte [ebx + 20], 15
        descriptor 0, HEADER, 0, 16, F_NEXT

%ifdef LONG
PARTS           equ 25
%assign part 1
%rep PARTS
        descriptor part, BUFFER, 0, 400 << 20, F_NEXT | F_WRITE
%assign part part + 1
%endrep
        descriptor PARTS + 1, STATUS, 0, 1, F_WRITE
        mov     dx, 0x402
        call    say
        mov     dx, 0x3f8
        call    say
        mov     word [AVAILABLE + 2], 256
        mov     word [NOTIFY], 0
        jmp     $
say:
        mov     esi, mark
        mov     ecx, MARK_LENGTH
        rep outsb
        ret
mark:   db      'MARK', 10
MARK_LENGTH     equ $ - mark
%endif

%ifdef HIGH
HALF            equ 4 * SECTOR
        ; From 2 KiB before 8 GiB on, in one descriptor.
        descriptor 1, -HALF, 1, 2 * HALF, F_NEXT | F_WRITE
        descriptor 2, STATUS, 0, 1, F_WRITE
        request READ, 0
        descriptor 1, -HALF, 1, 2 * HALF, F_NEXT
        request WRITE, 8
        descriptor 1, BUFFER, 0, 2 * HALF, F_NEXT | F_WRITE
        request READ, 8
        mov     esi, BUFFER
.next:
        mov     al, [esi]
        out     0x80, al
        add     esi, SECTOR
        cmp     esi, BUFFER + 2 * HALF
        jb      .next
%endif

reset:
        mov     al, 0xfe
        out     0x64, al
        jmp     $

failed:
        mov     al, 0xee
        out     0x80, al
        jmp     reset

        times   0xff0 - ($ - $$) db 0xf4
        bits    16
        jmp     near $ - 0xff0
        times   0x1000 - ($ - $$) db 0xf4
