package io.mededge.edge.staff;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every method and path that a class of the gateway answers, found in what was compiled. */
record HttpPaths(String method, String path, String consumes) {
    static List<HttpPaths> ofTheGateway(Path classes) throws IOException {
        var found = new ArrayList<HttpPaths>();
        try (var files = Files.walk(classes.resolve("io/mededge/edge"))) {
            for (var file : files.filter(path -> path.toString().endsWith(".class"))
                    .filter(path -> !path.toString().contains("$"))
                    .filter(path -> !path.endsWith("package-info.class"))
                    .toList()) {
                var name = classes.relativize(file).toString().replace('/', '.');
                addTo(found, name.substring(0, name.length() - ".class".length()));
            }
        }
        return found;
    }

    private static void addTo(List<HttpPaths> found, String name) {
        try {
            var type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            var root = type.getAnnotation(jakarta.ws.rs.Path.class);
            if (root == null) {
                return;
            }
            for (var method : type.getDeclaredMethods()) {
                verb(method)
                        .ifPresent(verb -> found.add(new HttpPaths(verb, path(root, method), consumes(type, method))));
            }
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static Optional<String> verb(Method method) {
        if (method.isAnnotationPresent(GET.class)) {
            return Optional.of("GET");
        }
        if (method.isAnnotationPresent(POST.class)) {
            return Optional.of("POST");
        }
        if (method.isAnnotationPresent(PUT.class)) {
            return Optional.of("PUT");
        }
        return method.isAnnotationPresent(DELETE.class) ? Optional.of("DELETE") : Optional.empty();
    }

    private static String path(jakarta.ws.rs.Path root, Method method) {
        var own = method.getAnnotation(jakarta.ws.rs.Path.class);
        var path = (root.value() + "/" + (own == null ? "" : own.value())).replaceAll("/+", "/");
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String consumes(Class<?> type, Method method) {
        var own = Optional.ofNullable(method.getAnnotation(Consumes.class))
                .or(() -> Optional.ofNullable(type.getAnnotation(Consumes.class)));
        return own.map(consumes -> consumes.value()[0]).orElse(MediaType.APPLICATION_JSON);
    }

    /** With something in place of each parameter. */
    String example() {
        return path.replaceAll("\\{version}", "1").replaceAll("\\{[a-z]+}", "A-01");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
