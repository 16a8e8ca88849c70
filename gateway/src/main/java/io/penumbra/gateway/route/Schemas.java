package io.penumbra.gateway.route;

import io.penumbra.core.Invariant;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON schemas of the records that are sent and received, made from the records themselves. */
final class Schemas {
    private final Map<String, Class<?>> named = new TreeMap<>();
    private final Map<String, Object> schemas = new TreeMap<>();

    /** All that were asked for, and what these are made of. */
    Map<String, Object> all() {
        return schemas;
    }

    /** A reference to a record's schema. */
    Map<String, Object> of(Class<?> type) {
        String name = type.getSimpleName();
        var before = named.putIfAbsent(name, type);
        Invariant.check(
                before == null || before.equals(type),
                "%s and %s are both called %s",
                before,
                type,
                name);
        if (before == null) {
            schemas.put(name, object(type));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> object(Class<?> type) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(component.getName(), schema(component.getAnnotatedType()));
            if (!isOptional(component.getAnnotatedType())) {
                required.add(component.getName());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static boolean isOptional(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class)
                || (type.getType() instanceof ParameterizedType of
                        && of.getRawType().equals(Optional.class));
    }

    private Map<String, Object> schema(AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType of) {
            var inner = schema(of.getAnnotatedActualTypeArguments()[0]);
            return isOptional(type) ? inner : Map.of("type", "array", "items", inner);
        }
        Class<?> plain = (Class<?>) type.getType();
        if (plain.isRecord()) {
            return of(plain);
        }
        if (plain.isEnum()) {
            var words = Arrays.stream(plain.getEnumConstants()).map(Object::toString).toList();
            return Map.of("type", "string", "enum", words);
        }
        return switch (plain.getSimpleName()) {
            case "String" -> Map.of("type", "string");
            case "boolean", "Boolean" -> Map.of("type", "boolean");
            case "int", "Integer" -> Map.of("type", "integer", "format", "int32");
            case "long", "Long" -> Map.of("type", "integer", "format", "int64");
            case "double", "Double" -> Map.of("type", "number");
            case "Instant" -> Map.of("type", "string", "format", "date-time");
            default -> throw new IllegalArgumentException("no schema for " + plain);
        };
    }

    /** What stands for any of these. */
    static Map<String, Object> anyOf(List<Map<String, Object>> schemas) {
        return schemas.size() == 1 ? schemas.getFirst() : Map.of("oneOf", schemas);
    }
}
