; The sample guest: a ROM image of 4 KiB that plays a whole boot on all three debug ports.
;
; It starts at the reset vector in real mode (firmware), goes on in protected mode (boot loader), then in long mode
; where the processor has it (kernel and userspace). On its way it writes boot codes of all five ranges to port 0x80
; with real waits between them, text to the firmware debug port (0x402) and to the debug console (0xe9), and it
; ends by resetting the machine through the keyboard controller.
;
; Build: samples/guest/build.sh

SEGMENT_BASE    equ 0xf0000             ; linear address of offset 0 of the real-mode segment
IMAGE_START     equ 0xf000
IMAGE_SIZE      equ 0x1000
RESET_VECTOR    equ 0xfff0

POST            equ 0x80
DEBUG_CONSOLE   equ 0xe9
FIRMWARE_DEBUG  equ 0x402
PRESENT         equ 0xe9                ; what a debug port reads as when it is there
PIT_CHANNEL_2   equ 0x42
PIT_CONTROL     equ 0x43
PIT_HZ          equ 1193182
SYSTEM_PORT_B   equ 0x61
TIMER_2_GATE    equ 1 << 0
SPEAKER         equ 1 << 1
TIMER_2_OUTPUT  equ 1 << 5
KEYBOARD        equ 0x64
PULSE_RESET     equ 0xfe

STACK           equ 0x7000
; Page tables in low RAM: the first GiB, mapped to itself in 2 MiB pages.
PML4            equ 0x1000
PDPT            equ 0x2000
PAGE_DIRECTORY  equ 0x3000
PAGE_PRESENT    equ 0x003               ; present and writable
PAGE_LARGE      equ 0x083

CR0_PE          equ 1 << 0
CR0_PG          equ 1 << 31
CR4_PAE         equ 1 << 5
MSR_EFER        equ 0xc0000080
EFER_LME        equ 1 << 8
CPUID_LONG_MODE equ 1 << 29

CODE32          equ 0x08
DATA            equ 0x10
CODE64          equ 0x18

%define linear(label) (SEGMENT_BASE + label)

; The helpers of one mode. %1: its name; %2: how it addresses the byte at %3.
%macro helpers 3
; CX ticks of timer channel 2, which counts in real time however slowly the guest runs. Changes AL.
wait_%1:
        in      al, SYSTEM_PORT_B
        and     al, ~(TIMER_2_GATE | SPEAKER) & 0xff
        out     SYSTEM_PORT_B, al
        mov     al, 0xb0                ; channel 2, low and high byte, mode 0: the output rises at zero
        out     PIT_CONTROL, al
        mov     al, cl
        out     PIT_CHANNEL_2, al
        mov     al, ch
        out     PIT_CHANNEL_2, al
        in      al, SYSTEM_PORT_B
        or      al, TIMER_2_GATE
        out     SYSTEM_PORT_B, al
.poll:  in      al, SYSTEM_PORT_B
        test    al, TIMER_2_OUTPUT
        jz      .poll
        ret

; The text at %3, up to a zero, to port DX, if anybody listens there. Changes AL and %3.
print_%1:
        in      al, dx
        cmp     al, PRESENT
        jne     .done
.next:  mov     al, %2
        test    al, al
        jz      .done
        out     dx, al
        inc     %3
        jmp     .next
.done:  ret
%endmacro

%macro post 1
        mov     al, %1
        out     POST, al
%endmacro

; In the mode %1, waits %2 milliseconds, at most 54.
%macro wait_ms 2
        mov     cx, %2 * PIT_HZ / 1000
        call    wait_%1
%endmacro

        org     IMAGE_START

; ------------------------------------------------------------------------------------------ real mode: firmware
        bits    16
real_mode:
        cli
        xor     ax, ax
        mov     ss, ax
        mov     sp, STACK
        post    0x01
        mov     dx, FIRMWARE_DEBUG
        mov     si, text_firmware
        call    print_real
        wait_ms real, 4
        post    0x02
        wait_ms real, 3
        post    0x03
        wait_ms real, 2

        o32 lgdt [cs:gdt_pointer]
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax
        jmp     dword CODE32:linear(protected_mode)

        helpers real, [cs:si], si

; ------------------------------------------------------------------------------- protected mode: boot loader
        bits    32
protected_mode:
        mov     ax, DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, STACK
        post    0x20
        mov     dx, DEBUG_CONSOLE
        mov     esi, linear(text_boot_loader)
        call    print_protected
        wait_ms protected, 6
        post    0x21

        mov     eax, 0x80000000
        cpuid
        cmp     eax, 0x80000001
        jb      .stay
        mov     eax, 0x80000001
        cpuid
        test    edx, CPUID_LONG_MODE
        jnz     enter_long_mode
.stay:  call    kernel_protected        ; a processor without long mode boots on in protected mode
        jmp     reset

enter_long_mode:
        mov     dword [PML4], PDPT | PAGE_PRESENT
        mov     dword [PDPT], PAGE_DIRECTORY | PAGE_PRESENT
        mov     dword [PAGE_DIRECTORY], PAGE_LARGE
        mov     eax, PML4
        mov     cr3, eax
        mov     eax, cr4
        or      eax, CR4_PAE
        mov     cr4, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME
        wrmsr
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        jmp     CODE64:linear(long_mode)

; Kernel and userspace. %1: the mode.
%macro kernel_and_userspace 1
kernel_%1:
        post    0x40
        wait_ms %1, 10
        post    0x80                    ; a mark of our own, inside the kernel's span
        wait_ms %1, 8
        post    0x41
        wait_ms %1, 2
        post    0x60
        wait_ms %1, 5
        post    0x61
        ret
%endmacro

        kernel_and_userspace protected
        helpers protected, [esi], esi

reset:
        mov     al, PULSE_RESET
        out     KEYBOARD, al
.halt:  hlt
        jmp     .halt

; --------------------------------------------------------------------------- long mode: kernel and userspace
        bits    64
long_mode:
        mov     dx, DEBUG_CONSOLE
        mov     esi, linear(text_kernel)
        call    print_long
        call    kernel_long
        jmp     reset_long

        kernel_and_userspace long
        helpers long, [rsi], rsi

reset_long:
        mov     al, PULSE_RESET
        out     KEYBOARD, al
.halt:  hlt
        jmp     .halt

; ------------------------------------------------------------------------------------------------------- data
text_firmware:          db "sample firmware: hello from real mode", 10, 0
text_boot_loader:       db "sample boot loader: protected mode", 10, 0
text_kernel:            db "sample kernel: long mode", 10, 0

        align   8
gdt:
        dq      0
        dq      0x00cf9b000000ffff      ; CODE32: flat, 4 GiB
        dq      0x00cf93000000ffff      ; DATA: flat, 4 GiB
        dq      0x00af9b000000ffff      ; CODE64
gdt_pointer:
        dw      $ - gdt - 1
        dd      linear(gdt)

; ------------------------------------------------------------------------------------------------ reset vector
        times   RESET_VECTOR - IMAGE_START - ($ - $$) db 0
        bits    16
        jmp     real_mode
        times   IMAGE_SIZE - ($ - $$) db 0
