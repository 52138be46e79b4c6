; Starts all other vCPUs, waits until CPUS of them run, and has each write COUNT codes at the same time. The last one to end
; resets. Their interrupt controllers are used as x2APIC: model-specific registers can be written in real mode.
bits 16
org 0xf000

AP_ENTRY equ 0x8000             ; where a vCPU starts: page 8, given with the start-up interrupt
STARTED equ 0x7000              ; counters in RAM, which is zero at first
ENDED equ 0x7002

APIC_BASE equ 0x1b              ; IA32_APIC_BASE: bits 10 and 11 turn x2APIC on
COMMAND equ 0x830               ; interrupt command register
INIT_OTHERS equ 0xc4500         ; to all but the sender
START_OTHERS equ 0xc4600 | (AP_ENTRY >> 12)

start:
        cli
        cld
        mov ax, cs
        mov ds, ax
        xor ax, ax
        mov es, ax
        mov si, every
        mov di, AP_ENTRY
        mov cx, every_end - every
        rep movsb
        mov ecx, APIC_BASE
        rdmsr
        or eax, 0xc00
        wrmsr
        mov ecx, COMMAND
        xor edx, edx
        mov eax, INIT_OTHERS
        wrmsr
        mov eax, START_OTHERS
        wrmsr
        jmp 0:AP_ENTRY

every:
        xor ax, ax
        mov ds, ax
        lock inc word [STARTED]
.wait:
        pause
        cmp word [STARTED], CPUS
        jne .wait
        mov ecx, COUNT
        mov al, 0x80
.again:
        out 0x80, al
        dec ecx
        jnz .again
        mov ax, 1
        lock xadd [ENDED], ax
        cmp ax, CPUS - 1
        jne .halt
        mov al, 0xfe
        out 0x64, al
.halt:
        hlt
        jmp .halt
every_end:

        times 4080 - ($ - start) db 0
        jmp start
        times 4096 - ($ - start) db 0
