package io.mededge.edge.staff;

import io.mededge.edge.fuzz.CpuLimit;

/** A list of staff behind its signature, and the bodies of requests about accounts. */
public final class StaffListTarget {
    private StaffListTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            AccountForm.read(input).ifPresent(form -> {
                if (form.complaint().or(form::missing).isEmpty() && form.roles().isEmpty()) {
                    throw new IllegalStateException("an account without a role");
                }
            });
            try {
                StaffSnapshot.list(input, StaffLists.PLACE);
            } catch (StaffSnapshot.Refused expected) {
                return;
            }
        });
    }
}
