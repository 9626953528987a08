/* preempt_x86_64.S: a call that the interrupted code never made: saves every register, lets other
 * tasks run, and goes on where the code stood.
 *
 * On entry: the interrupted address lies on the stack, 128 bytes (the red zone) below the
 * interrupted stack pointer.
 */
        .text
        .globl  sh_preempt_entry
        .hidden sh_preempt_entry
        .type   sh_preempt_entry, @function
        .p2align 4
sh_preempt_entry:
        .cfi_startproc
        .cfi_signal_frame
        .cfi_def_cfa %rsp, 136
        .cfi_offset %rip, -136
        pushfq
        .cfi_adjust_cfa_offset 8
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        pushq   %rax
        pushq   %rbx
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        .cfi_offset %rbx, -168
        .cfi_offset %r12, -240
        .cfi_offset %r13, -248
        .cfi_offset %r14, -256
        .cfi_offset %r15, -264
        cld
        movl    sh_xsave_size(%rip), %eax
        subq    %rax, %rsp
        andq    $-64, %rsp
        xorl    %eax, %eax
        movl    $8, %ecx
        leaq    512(%rsp), %rdi
        rep stosq                       /* the XSAVE header must be zero */
        movl    $-1, %eax
        movl    $-1, %edx
        xsave64 (%rsp)
        call    sh_preempt_now
        movl    $-1, %eax
        movl    $-1, %edx
        xrstor64 (%rsp)
        leaq    -112(%rbp), %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rbx
        popq    %rax
        popq    %rbp
        .cfi_def_cfa %rsp, 144
        popfq
        .cfi_def_cfa %rsp, 136
        ret     $128
        .cfi_endproc
        .size   sh_preempt_entry, . - sh_preempt_entry
        .section .note.GNU-stack, "", @progbits
