; Writes COUNT codes after pauses of up to 2^20 ticks, takes the processor's clock (TSC) right before each, and in the end
; writes the clock's values to the debug console: 8 bytes each, in order. Then resets.
bits 16
org 0xf000

NOTES equ 0x1000                ; segment of the values; they must fit its 64 KiB

start:
        cli
        cld
        mov ax, NOTES
        mov es, ax
        xor di, di
        mov cx, COUNT
        mov ebp, 1
again:
        imul ebp, ebp, 1664525  ; Numerical Recipes' generator: different pauses, the same in each run
        add ebp, 1013904223
        rdtsc
        mov ebx, ebp
        shr ebx, 12
        add ebx, eax
.pause:
        rdtsc
        sub eax, ebx
        js .pause
        rdtsc
        out 0x80, al            ; any code will do: nothing may stand between the two
        mov [es:di], eax
        mov [es:di + 4], edx
        add di, 8
        loop again

        push es
        pop ds
        xor si, si
        mov cx, COUNT * 8
        mov dx, 0xe9
        rep outsb
        mov al, 0xfe
        out 0x64, al
        hlt

        times 4080 - ($ - start) db 0
        jmp start
        times 4096 - ($ - start) db 0
