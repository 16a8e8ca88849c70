package io.penumbra.gateway.route;

import io.penumbra.core.refusal.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The routes as an OpenAPI document. What is one operation there may be several routes here, chosen
 * by a query parameter: their parameters and answers are put together.
 */
final class OpenApi {
    private static final String VERSION = "3.1.0";

    private final Schemas schemas = new Schemas();

    private OpenApi() {}

    static Map<String, Object> of(List<Route> routes) {
        var api = new OpenApi();
        var paths = new LinkedHashMap<String, Object>();
        var byPath =
                routes.stream()
                        .collect(
                                Collectors.groupingBy(
                                        route -> route.path().text(),
                                        LinkedHashMap::new,
                                        Collectors.groupingBy(
                                                Route::method,
                                                LinkedHashMap::new,
                                                Collectors.toList())));
        byPath.forEach((path, methods) -> {
            var operations = new LinkedHashMap<String, Object>();
            methods.forEach((method, alike) ->
                    operations.put(method.name().toLowerCase(Locale.ROOT), api.operation(alike)));
            paths.put(path, operations);
        });
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", VERSION);
        document.put(
                "info",
                Map.of(
                        "title", "Penumbra",
                        "description", "Files, and the cluster that keeps them.",
                        "version", "1"));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", api.schemas.all()));
        return document;
    }

    private Map<String, Object> operation(List<Route> alike) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("operationId", operationId(alike.getFirst()));
        operation.put("summary", alike.getFirst().summary());
        if (alike.size() > 1) {
            operation.put(
                    "description",
                    alike.stream()
                            .map(route -> "- `%s`: %s".formatted(route.name(), route.summary()))
                            .collect(Collectors.joining("\n")));
        }
        operation.put("parameters", parameters(alike));
        var bodies = alike.stream().flatMap(route -> route.body().stream()).distinct().toList();
        if (!bodies.isEmpty()) {
            boolean required = alike.stream().allMatch(route -> route.body().isPresent());
            operation.put("requestBody", Map.of("required", required, "content", contents(bodies)));
        }
        operation.put("responses", responses(alike));
        return operation;
    }

    private static String operationId(Route route) {
        return (route.method() + " " + route.path().text())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("-$", "");
    }

    /** One that all of them take is required if they all require it. */
    private static List<Map<String, Object>> parameters(List<Route> alike) {
        var all = new LinkedHashMap<String, Parameter>();
        alike.forEach(route ->
                route.parameters().forEach(it -> all.putIfAbsent(it.place() + it.name(), it)));
        return all.values().stream()
                .map(parameter -> {
                    boolean required =
                            alike.stream()
                                    .allMatch(route ->
                                            route.parameters().stream()
                                                    .anyMatch(it -> isRequired(it, parameter)));
                    return described(parameter, required);
                })
                .toList();
    }

    private static boolean isRequired(Parameter one, Parameter like) {
        return one.name().equals(like.name())
                && one.place() == like.place()
                && one.need() == Parameter.Need.REQUIRED;
    }

    private static Map<String, Object> described(Parameter parameter, boolean required) {
        var described = new LinkedHashMap<String, Object>();
        described.put("name", parameter.name());
        described.put("in", parameter.place().name().toLowerCase(Locale.ROOT));
        described.put("required", required);
        described.put("description", parameter.description());
        described.put(
                "schema",
                switch (parameter.form()) {
                    case Parameter.Form.Flag() -> Map.of("type", "boolean");
                    case Parameter.Form.Text() -> Map.of("type", "string");
                    case Parameter.Form.Whole(var least, var most) ->
                            Map.of(
                                    "type", "integer", "format", "int64", "minimum", least,
                                    "maximum", most);
                });
        if (parameter.form() instanceof Parameter.Form.Flag) {
            described.put("allowEmptyValue", true);
        }
        return described;
    }

    private Map<String, Object> responses(List<Route> alike) {
        var byStatus = new LinkedHashMap<String, List<Answer>>();
        for (var route : alike) {
            for (var answer : route.answers()) {
                byStatus.computeIfAbsent("" + answer.status(), _ -> new ArrayList<>()).add(answer);
            }
        }
        var responses = new LinkedHashMap<String, Object>();
        byStatus.forEach((status, answers) -> responses.put(status, response(answers)));
        responses.put(
                "default",
                Map.of(
                        "description",
                        "What is wrong, and what would help.",
                        "content",
                        Map.of(Problem.CONTENT_TYPE, Map.of("schema", schemas.of(Problem.class)))));
        return responses;
    }

    private Map<String, Object> response(List<Answer> answers) {
        var response = new LinkedHashMap<String, Object>();
        response.put(
                "description",
                answers.stream()
                        .map(Answer::description)
                        .distinct()
                        .collect(Collectors.joining(" Or: ")));
        var contents =
                answers.stream().flatMap(answer -> answer.contents().stream()).distinct().toList();
        if (!contents.isEmpty()) {
            response.put("content", contents(contents));
        }
        return response;
    }

    private Map<String, Object> contents(List<Content> contents) {
        var byType = new LinkedHashMap<String, LinkedHashSet<Map<String, Object>>>();
        for (var content : contents) {
            Map<String, Object> schema =
                    content.schema()
                            .<Map<String, Object>>map(schemas::of)
                            .orElse(Map.of("type", "string", "format", "binary"));
            byType.computeIfAbsent(content.type(), _ -> new LinkedHashSet<>()).add(schema);
        }
        var described = new LinkedHashMap<String, Object>();
        byType.forEach((type, alternatives) ->
                described.put(type, Map.of("schema", Schemas.anyOf(List.copyOf(alternatives)))));
        return described;
    }
}
