package io.mededge.infra.devstack;

/** What {@code ./mededge} tells the shell; the usage text explains them. */
enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(2),
    PROCESS_FAILED(3);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
