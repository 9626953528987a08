/* switch_x86_64.S: moves the processor from one task's stack and thread pointer to another's.
 *
 * Saved on the stack that is left: the six callee-saved registers, MXCSR and the x87 control word
 * (System V ABI, what a function call must preserve). Everything else is dead across a call.
 */
        .text

/* void sh_fiber_switch(void **save_sp, void *load_sp, uintptr_t fs, int fsgsbase) */
        .globl  sh_fiber_switch
        .hidden sh_fiber_switch
        .type   sh_fiber_switch, @function
        .p2align 4
sh_fiber_switch:
        .cfi_startproc
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r15, 0
        subq    $8, %rsp
        .cfi_adjust_cfa_offset 8
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        testl   %ecx, %ecx
        jz      1f
        wrfsbase %rdx
        jmp     2f
1:      movl    $158, %eax              /* arch_prctl */
        movl    $0x1002, %edi           /* ARCH_SET_FS */
        movq    %rdx, %rsi
        syscall
2:      ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $8, %rsp
        .cfi_adjust_cfa_offset -8
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbp
        ret
        .cfi_endproc
        .size   sh_fiber_switch, . - sh_fiber_switch

/* First code of a new fiber: r12 holds its task, r13 the function; there is no caller. */
        .globl  sh_fiber_entry
        .hidden sh_fiber_entry
        .type   sh_fiber_entry, @function
        .p2align 4
sh_fiber_entry:
        .cfi_startproc
        .cfi_undefined %rip
        xorl    %ebp, %ebp
        movq    %r12, %rdi
        call    *%r13
        ud2
        .cfi_endproc
        .size   sh_fiber_entry, . - sh_fiber_entry

/* int sh_call_on(int argc, char **argv, char **envp, int (*main)(int, char **, char **), void *sp):
 * calls main with the stack pointer at sp (16-aligned, below the current one). */
        .globl  sh_call_on
        .hidden sh_call_on
        .type   sh_call_on, @function
        .p2align 4
sh_call_on:
        .cfi_startproc
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        movq    %r8, %rsp
        call    *%rcx
        movq    %rbp, %rsp
        popq    %rbp
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        .size   sh_call_on, . - sh_call_on

        .section .note.GNU-stack, "", @progbits
