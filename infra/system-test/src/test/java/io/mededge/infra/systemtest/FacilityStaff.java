package io.mededge.infra.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Somebody of the first facility's development staff, logged in at its gateway as the person would be. */
public final class FacilityStaff {
    private final String board;
    private final String cookie;

    private FacilityStaff(String board, String cookie) {
        this.board = board;
        this.cookie = cookie;
    }

    public static FacilityStaff nurse(RunningStack stack) {
        return of(stack, "dev.nurse");
    }

    static FacilityStaff of(RunningStack stack, String name) {
        var board = stack.address("facilityBoard");
        var account = account(stack, name);
        return new FacilityStaff(
                board,
                Web.cookie(
                        board + "/api/log-in",
                        "{\"badge\": \"%s\", \"pin\": \"%s\"}".formatted(account[1], account[2])));
    }

    /** Account, badge and PIN, as {@code up} has made them. */
    static String[] account(RunningStack stack, String name) {
        try {
            return Files.readAllLines(stack.data().staff().resolve("edge-gateway.txt")).stream()
                    .map(line -> line.split(" "))
                    .filter(account -> account[0].equals(name))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException notThere) {
            throw new UncheckedIOException(notThere);
        }
    }

    public Web.Answer get(String path) {
        return Web.send("GET", board + path, "", cookie);
    }

    public Web.Answer post(String path, String json) {
        return Web.send("POST", board + path, json, cookie);
    }

    public Web.Answer put(String path, String json) {
        return Web.send("PUT", board + path, json, cookie);
    }

    public Web.Answer delete(String path) {
        return Web.send("DELETE", board + path, "", cookie);
    }
}
