package io.mededge.edge.staff;

import org.jspecify.annotations.Nullable;

/**
 * The tenant's list of staff as JSON.
 *
 * @param without since when no newer one came: since then this gateway is on its own
 * @param valid whether its people can log in
 * @param validForSeconds how long still, without a newer one; 0 if not
 */
record StaffListView(long sequence, String issued, String without, boolean valid, long validForSeconds) {
    static @Nullable StaffListView of(Accounts accounts) {
        var list = accounts.list();
        if (list.isEmpty()) {
            return null;
        }
        var left = Accounts.VALID.minus(accounts.age(list.get()));
        return new StaffListView(
                list.get().sequence(),
                list.get().issued().toString(),
                list.get().imported().toString(),
                !left.isNegative() && !left.isZero(),
                Math.max(0, left.toSeconds()));
    }
}
