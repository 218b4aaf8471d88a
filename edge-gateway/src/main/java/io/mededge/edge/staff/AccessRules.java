package io.mededge.edge.staff;

import io.mededge.edge.identity.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may ask for what over HTTP. What no rule names, nobody may. What a rule lets in, the feature itself may still refuse: this table is about doors, not about
 * single acts.
 */
final class AccessRules {
    private static final String READ = "GET|HEAD";
    private static final String ANY = "GET|HEAD|POST|PUT|DELETE";
    private static final Set<Role> AT_SESSIONS =
            EnumSet.of(Role.NURSE, Role.CHARGE_NURSE, Role.PHYSICIAN, Role.TECHNICIAN, Role.PRIVACY_OFFICER);

    /** Empty roles: everybody, with or without a log-in. Nothing behind such a door names a patient to somebody who is not logged in. */
    private record Rule(Pattern methods, Pattern path, Set<Role> roles) {
        private static Rule of(String methods, String path, Set<Role> roles) {
            return new Rule(Pattern.compile(methods), Pattern.compile(path), roles);
        }

        private static Rule open(String methods, String path) {
            return of(methods, path, Set.of());
        }

        private boolean fits(String method, String asked) {
            return methods.matcher(method).matches() && path.matcher(asked).matches();
        }
    }

    /** The first that fits decides. */
    private static final List<Rule> RULES = List.of(
            Rule.open(READ, "/"),
            Rule.open(READ, "/events"),
            Rule.open(READ, "/stations/[^/]+"),
            Rule.open(READ, "/api/stations"),
            Rule.open(READ, "/api/stations/[^/]+(/history)?"),
            // without a log-in this page has nothing but the place to log in
            Rule.open(READ, "/patients"),
            Rule.open(ANY, "/api/log-in"),
            Rule.open("GET|HEAD|POST", "/log-in(/lock|/out)?"),
            Rule.of(ANY, "/patients(/.*)?", Role.TREATING),
            Rule.of(ANY, "/api/patients", Role.TREATING),
            Rule.of(ANY, "/api/patients/.+", Role.NAMING_PATIENTS),
            Rule.of(ANY, "/api/stations/[^/]+/association", Role.TREATING),
            Rule.of(ANY, "/api/stations/[^/]+/corrections", Role.TREATING),
            Rule.of(ANY, "/api/stations/[^/]+/service", Set.of(Role.TECHNICIAN)),
            Rule.of(ANY, "/api/sessions(/.*)?", AT_SESSIONS),
            // stations, times and states; who may not be told of patients gets no more
            Rule.open(READ, "/sessions(/.*)?"),
            Rule.of("POST", "/sessions(/.*)?", AT_SESSIONS),
            Rule.of(ANY, "/api/schedule-requests(/.*)?", Role.TREATING),
            Rule.of(ANY, "/api/staff(/.*)?", Set.of(Role.ADMINISTRATOR)));

    private AccessRules() {}

    /** Which roles may, one of them is enough: none of them for everybody; empty if nobody may. */
    static Optional<Set<Role>> of(String method, String path) {
        return RULES.stream()
                .filter(rule -> rule.fits(method, path))
                .findFirst()
                .map(Rule::roles);
    }
}
