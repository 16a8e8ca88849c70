package io.penumbra.platform.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Figures in the text format of Prometheus, as they are written. For one thread. */
public final class Exposition {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();
    private final String prefix;

    /**
     * @param prefix of all names, such as {@code penumbra_gateway_}
     */
    public Exposition(String prefix) {
        this.prefix = prefix;
    }

    public void gauge(String name, String help, Number value) {
        begin(name, "gauge", help);
        sample(name, Map.of(), value);
    }

    public void counter(String name, String help, long value) {
        begin(name, "counter", help);
        sample(name, Map.of(), value);
    }

    /** Says what the samples that follow are. */
    public void begin(String name, String type, String help) {
        text.append("# HELP %s%s %s\n".formatted(prefix, name, help));
        text.append("# TYPE %s%s %s\n".formatted(prefix, name, type));
    }

    public void sample(String name, Map<String, String> labels, Number value) {
        text.append(prefix).append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(inBraces(labels)).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    public String text() {
        return text.toString();
    }

    private static String inBraces(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + quoted(label.getValue()))
                        .collect(Collectors.joining(","));
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
