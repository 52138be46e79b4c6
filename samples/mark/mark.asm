; mark: writes boot codes to port 0x80 from a Linux userspace: `mark 0x60 0x61`. A static program of a few hundred
; bytes without a C library, for initramfs images and units that run before anything else.
;
; A code is 0x and one or two hexadecimal digits. All are checked before the first is written. It asks for the port with
; ioperm(2); a kernel built without it (CONFIG_X86_IOPL_IOPERM=n) may still have /dev/port, which is tried next.
; Exit status: 0 written, 1 no access to the port, 2 no code, or not one from 0x00 to 0xff. The last two say so.
;
; Build: samples/mark/build.sh

        bits    64
        org     0x400000

POST            equ 0x80

SYS_WRITE       equ 1
SYS_OPEN        equ 2
SYS_PWRITE64    equ 18
SYS_EXIT        equ 60
SYS_IOPERM      equ 173
O_WRONLY        equ 1
STDERR          equ 2

EXIT_WRITTEN    equ 0
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

; rbp: the stack as the kernel left it: argc, argv[0], argv[1] to the null pointer. r12: next argument.
start:
        mov     rbp, rsp
        cmp     qword [rbp], 1                  ; no argument
        jbe     bad_code
        lea     r12, [rbp + 16]
.check:
        mov     rsi, [r12]
        add     r12, 8
        test    rsi, rsi
        jz      get_access
        call    read_code
        jmp     .check

; r13: file descriptor of /dev/port, or -1 when the port itself may be used.
get_access:
        mov     r13, -1
        mov     eax, SYS_IOPERM
        mov     edi, POST
        mov     esi, 1
        mov     edx, 1
        syscall
        test    eax, eax
        jz      write_codes
        mov     eax, SYS_OPEN
        mov     edi, dev_port
        mov     esi, O_WRONLY
        syscall
        mov     r13, rax
        test    rax, rax
        js      no_access

write_codes:
        lea     r12, [rbp + 16]
.next:
        mov     rsi, [r12]
        add     r12, 8
        mov     edi, EXIT_WRITTEN
        test    rsi, rsi
        jz      exit
        call    read_code
        test    r13, r13
        jns     .device
        out     POST, al
        jmp     .next
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
        je      .next

no_access:
        mov     esi, no_access_text
        mov     edx, no_access_end - no_access_text
        mov     ebx, EXIT_NO_ACCESS
        jmp     complain
bad_code:
        mov     esi, usage_text
        mov     edx, usage_end - usage_text
        mov     ebx, EXIT_BAD_CODE
complain:
        mov     eax, SYS_WRITE
        mov     edi, STDERR
        syscall
        mov     edi, ebx
exit:
        mov     eax, SYS_EXIT
        syscall

; rsi: text of a code. Gives it in eax; complains and ends when it is none.
read_code:
        cmp     word [rsi], "0x"
        jne     bad_code
        inc     rsi
        xor     eax, eax
        xor     ecx, ecx                        ; how many digits it has
.digit:
        inc     rsi
        movzx   edx, byte [rsi]
        test    dl, dl
        jz      .end
        sub     dl, "0"
        cmp     dl, 9
        jbe     .add
        or      dl, 0x20                        ; upper case to lower
        sub     dl, "a" - "0" - 10
        cmp     dl, 10
        jb      bad_code
        cmp     dl, 15
        ja      bad_code
.add:
        shl     eax, 4
        or      eax, edx
        inc     ecx
        jmp     .digit
.end:
        dec     ecx                             ; one digit or two
        cmp     ecx, 1
        ja      bad_code
        ret

dev_port:
        db      "/dev/port", 0
usage_text:
        db      "usage: mark CODE... (0x00 to 0xff; a bare 41 is refused: 0x41, or 0x29 for decimal 41)", 10
usage_end:
no_access_text:
        db      "mark: no access to port 0x80: neither ioperm nor /dev/port", 10
no_access_end:
file_end:
