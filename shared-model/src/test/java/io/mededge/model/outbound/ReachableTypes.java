package io.mededge.model.outbound;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks every type that a value of a root type can hold: the permitted kinds of a sealed type, the components of a record, the elements of a list.
 * What it does not know it reports, so a new kind of component is a decision and not an accident.
 */
final class ReachableTypes {
    /** What a walk found: the records on the way, and one line for each component that is not allowed. */
    record Findings(Set<Class<?>> records, List<String> offences) {}

    private record Visit(Type type, String where) {}

    private static final Set<Class<?>> NUMBERS = Set.of(
            byte.class,
            short.class,
            int.class,
            long.class,
            float.class,
            double.class,
            boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Boolean.class);

    private final Set<Class<?>> textHolders;
    private final Set<Class<?>> containers;
    private final Set<Class<?>> seen = new HashSet<>();
    private final List<String> offences = new ArrayList<>();
    private final Deque<Visit> open = new ArrayDeque<>();

    private ReachableTypes(Set<Class<?>> textHolders, Set<Class<?>> containers) {
        this.textHolders = textHolders;
        this.containers = containers;
    }

    /**
     * @param textHolders the only records that may have a component of type String
     * @param containers the only generic types that may hold others
     */
    static Findings from(Class<?> root, Set<Class<?>> textHolders, Set<Class<?>> containers) {
        var walk = new ReachableTypes(textHolders, containers);
        walk.open.add(new Visit(root, root.getSimpleName()));
        while (!walk.open.isEmpty()) {
            walk.visit(walk.open.remove());
        }
        return new Findings(Set.copyOf(walk.seen), List.copyOf(walk.offences));
    }

    private void visit(Visit visit) {
        if (visit.type() instanceof ParameterizedType generic) {
            visitContainer(generic, visit.where());
        } else if (visit.type() instanceof GenericArrayType) {
            offend(visit);
        } else if (visit.type() instanceof Class<?> type) {
            visitClass(type, visit);
        } else {
            offend(visit);
        }
    }

    private void visitContainer(ParameterizedType generic, String where) {
        if (!containers.contains(generic.getRawType())) {
            offend(new Visit(generic, where));
            return;
        }
        for (var element : generic.getActualTypeArguments()) {
            open.add(new Visit(element, where));
        }
    }

    private void visitClass(Class<?> type, Visit visit) {
        if (type.isRecord()) {
            if (seen.add(type)) {
                visitComponents(type);
            }
        } else if (type.isSealed() && type.isInterface()) {
            for (var kind : type.getPermittedSubclasses()) {
                open.add(new Visit(kind, kind.getSimpleName()));
            }
        } else if (!NUMBERS.contains(type) && !type.isEnum() && !isTime(type)) {
            offend(visit);
        }
    }

    private void visitComponents(Class<?> type) {
        for (var component : type.getRecordComponents()) {
            var isAllowedText = component.getType() == String.class && textHolders.contains(type);
            if (!isAllowedText) {
                open.add(new Visit(component.getGenericType(), type.getSimpleName() + "." + component.getName()));
            }
        }
    }

    private static boolean isTime(Class<?> type) {
        return type.getPackageName().equals("java.time") && TemporalAccessor.class.isAssignableFrom(type);
    }

    private void offend(Visit visit) {
        offences.add(visit.where() + ": " + visit.type().getTypeName());
    }
}
