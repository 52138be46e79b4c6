; mark: writes boot codes to port 0x80 from a Linux userspace: `mark 0x60 0x61`. A static program of a few hundred
; bytes without a C library, for initramfs images and units that run before anything else.
;
; It asks for the port with ioperm(2); a kernel built without it (CONFIG_X86_IOPL_IOPERM=n) may still have /dev/port,
; which is tried next. Exit status: 0 written, 1 no access to the port, 2 not a code from 0x00 to 0xff.
;
; Build: samples/mark/build.sh

        bits    64
        org     0x400000

POST            equ 0x80

SYS_OPEN        equ 2
SYS_PWRITE64    equ 18
SYS_EXIT        equ 60
SYS_IOPERM      equ 173
O_WRONLY        equ 1

EXIT_NO_ACCESS  equ 1
EXIT_BAD_CODE   equ 2

elf_header:
        db      0x7f, "ELF", 2, 1, 1, 0         ; 64-bit, little-endian, version 1, System V
        dq      0
        dw      2, 62                           ; executable, x86-64
        dd      1
        dq      start
        dq      program_header - elf_header
        dq      0
        dd      0
        dw      64, 56, 1, 0, 0, 0              ; sizes of the headers, one program header, no sections
program_header:
        dd      1, 5                            ; load; read and execute
        dq      0, elf_header, elf_header
        dq      file_end - elf_header, file_end - elf_header
        dq      0x1000

; r12: argument pointer; r13: file descriptor of /dev/port, or -1 when the port itself may be used.
start:
        lea     r12, [rsp + 16]                 ; past argc and argv[0]
        mov     r13, -1
        mov     eax, SYS_IOPERM
        mov     edi, POST
        mov     esi, 1
        mov     edx, 1
        syscall
        test    eax, eax
        jz      next_argument
        mov     eax, SYS_OPEN
        mov     edi, dev_port
        mov     esi, O_WRONLY
        syscall
        mov     r13, rax
        mov     edi, EXIT_NO_ACCESS
        test    rax, rax
        js      exit

next_argument:
        mov     rsi, [r12]
        add     r12, 8
        xor     edi, edi                        ; all written
        test    rsi, rsi
        jz      exit
        cmp     word [rsi], "0x"
        jne     .digits
        add     rsi, 2
.digits:
        xor     ebx, ebx                        ; the code
        xor     ecx, ecx                        ; how many digits it has
.digit:
        movzx   eax, byte [rsi]
        inc     rsi
        test    al, al
        jz      .end
        or      al, 0x20                        ; upper case to lower; leaves digits alone
        sub     al, "0"
        cmp     al, 9
        jbe     .add
        sub     al, "a" - "0" - 10
        cmp     al, 10
        jb      bad_code
        cmp     al, 15
        ja      bad_code
.add:
        shl     ebx, 4
        or      ebx, eax
        inc     ecx
        jmp     .digit
.end:
        dec     ecx                             ; one digit or two
        cmp     ecx, 1
        ja      bad_code
        mov     eax, ebx
        test    r13, r13
        jns     .device
        out     POST, al
        jmp     next_argument
.device:
        push    rax
        mov     eax, SYS_PWRITE64
        mov     edi, r13d
        mov     rsi, rsp
        mov     edx, 1
        mov     r10d, POST
        syscall
        pop     rcx
        cmp     eax, 1
        je      next_argument
        mov     edi, EXIT_NO_ACCESS
        jmp     exit

bad_code:
        mov     edi, EXIT_BAD_CODE
exit:
        mov     eax, SYS_EXIT
        syscall

dev_port:
        db      "/dev/port", 0
file_end:
