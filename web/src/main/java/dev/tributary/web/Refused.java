package dev.tributary.web;

import java.io.Serial;

/** Ends a request with its {@link Problem}. Never leaves this package. */
final class Refused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Without a stack trace: the caller is at fault, not the code. */
    Refused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
