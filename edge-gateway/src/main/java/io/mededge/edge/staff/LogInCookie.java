package io.mededge.edge.staff;

/** The cookie that holds the token of a log-in: no script can read it, and no page of another site makes a browser send it. It ends with the browser. */
final class LogInCookie {
    static final String NAME = "mededge-log-in";

    private LogInCookie() {}

    /** @param secure whether the browser came by TLS: then it is never sent without */
    static String set(String token, boolean secure) {
        return NAME + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    static String clear() {
        return NAME + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    }
}
