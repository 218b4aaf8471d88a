package io.mededge.edge.patient;

import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import java.util.Set;

/** People who work at the facility. */
final class Staff {
    private Staff() {}

    static StaffMember member(String account, Role... roles) {
        return new StaffMember(new StaffId(account), account, Set.of(roles));
    }
}
