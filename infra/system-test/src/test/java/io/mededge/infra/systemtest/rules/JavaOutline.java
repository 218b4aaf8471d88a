package io.mededge.infra.systemtest.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The types and methods of a source file with the lines they take, read by the compiler's own parser. */
record JavaOutline(List<String> types, List<Method> methods) {
    /** @param lines from its first annotation or modifier to its closing brace */
    record Method(String name, long lines) {}

    /** By the paths of the files. All at once, because a compiler takes its time to start. */
    static Map<String, JavaOutline> of(List<Project.TextFile> files) {
        if (files.isEmpty()) {
            return Map.of();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var sources = files.stream().map(Source::new).toList();
        var task = (JavacTask) compiler.getTask(null, null, ignored -> {}, List.of("-proc:none"), null, sources);
        var positions = Trees.instance(task).getSourcePositions();
        var outlines = new TreeMap<String, JavaOutline>();
        try {
            for (var unit : task.parse()) {
                var outline = new Outline(positions);
                outline.scan(unit, unit);
                outlines.put(
                        unit.getSourceFile().toUri().getPath().substring(1),
                        new JavaOutline(List.copyOf(outline.types), List.copyOf(outline.methods)));
            }
            return outlines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Outline extends TreeScanner<Void, CompilationUnitTree> {
        private final SourcePositions positions;
        private final List<String> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();

        private Outline(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, CompilationUnitTree unit) {
            if (!type.getSimpleName().isEmpty()) {
                types.add(type.getSimpleName().toString());
            }
            return super.visitClass(type, unit);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            methods.add(new Method(method.getName().toString(), lines(method, unit)));
            return super.visitMethod(method, unit);
        }

        private long lines(Tree tree, CompilationUnitTree unit) {
            LineMap map = unit.getLineMap();
            var first = map.getLineNumber(positions.getStartPosition(unit, tree));
            return map.getLineNumber(positions.getEndPosition(unit, tree)) - first + 1;
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(Project.TextFile file) {
            super(URI.create("string:///" + file.path()), JavaFileObject.Kind.SOURCE);
            this.text = file.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
