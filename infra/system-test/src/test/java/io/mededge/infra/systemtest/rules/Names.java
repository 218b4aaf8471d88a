package io.mededge.infra.systemtest.rules;

import java.util.regex.Pattern;

/** Names that say nothing about the job of a class, or that describe an inheritance instead of a thing. */
final class Names {
    private static final Pattern BANNED =
            Pattern.compile("Abstract[A-Z].*|.+(Impl|Utils?|Helper|Manager|Constants|DTO|Dto)");

    /** {@code I} as the mark of an interface: {@code IPoller}, but not {@code Intake}. */
    private static final Pattern MARKED_INTERFACE = Pattern.compile("I[A-Z][a-z].*");

    private Names() {}

    static boolean isBanned(String simpleName) {
        return BANNED.matcher(simpleName).matches()
                || MARKED_INTERFACE.matcher(simpleName).matches();
    }
}
