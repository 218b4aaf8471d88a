package io.mededge.edge.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** People with accounts at a gateway under test, made by the command that makes the first ones of a real gateway. */
public final class TestStaff {
    public static final String NURSE = "n.first";
    public static final String CHARGE = "c.head";
    public static final String PHYSICIAN = "p.doctor";
    public static final String TECHNICIAN = "t.wrench";
    public static final String ADMINISTRATOR = "a.first";
    public static final String OFFICER = "o.privacy";

    /** Of all of them; unmistakable, to be searched for. */
    public static final String PIN = "739184625";

    private static final Map<String, String> ROLES = Map.of(
            NURSE, "nurse",
            CHARGE, "charge-nurse",
            PHYSICIAN, "physician",
            TECHNICIAN, "technician",
            ADMINISTRATOR, "administrator",
            OFFICER, "privacy-officer");

    private TestStaff() {}

    /** @param data the gateway's folder, before it is started */
    public static void plant(Path data) {
        var lines = ROLES.entrySet().stream()
                .map(person -> account(person.getKey(), person.getValue()))
                .collect(Collectors.joining("\n"));
        var exit = StaffCommand.run(
                List.of("add", "--data", data.toString()),
                new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                System.err);
        assertThat(exit).isZero();
    }

    static String account(String account, String roles) {
        return "{\"account\": \"%s\", \"name\": \"Name of %s\", \"roles\": [\"%s\"], \"badge\": \"%s\", \"pin\": \"%s\"}"
                .formatted(account, account, roles, badge(account), PIN);
    }

    public static String badge(String account) {
        return "BADGE-" + account;
    }

    static HttpResponse<String> logIn(URI base, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/api/log-in"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (var i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** Logs somebody in. @return the value of the Cookie header of that log-in */
    public static String cookie(URI base, String account) throws IOException, InterruptedException {
        var answer = logIn(base, "{\"badge\": \"" + badge(account) + "\", \"pin\": \"" + PIN + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return cookie(answer);
    }

    static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }
}
