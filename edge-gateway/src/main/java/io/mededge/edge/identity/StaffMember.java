package io.mededge.edge.identity;

import java.util.Set;

/**
 * A person of the staff, as signatures and run sheets name one. Never leaves the facility.
 *
 * @param name as it is printed, 1 to 100 characters
 * @param roles at least one
 */
public record StaffMember(StaffId id, String name, Set<Role> roles) {
    private static final int MAX_NAME = 100;

    /** @throws IllegalArgumentException if the name is blank or too long, or there is no role */
    public StaffMember {
        roles = Set.copyOf(roles);
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a name has 1 to " + MAX_NAME + " characters");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(id + " needs a role");
        }
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean isAny(Set<Role> any) {
        return any.stream().anyMatch(roles::contains);
    }
}
