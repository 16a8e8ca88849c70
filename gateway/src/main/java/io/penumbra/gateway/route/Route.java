package io.penumbra.gateway.route;

import io.penumbra.core.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that can be asked of the gateway.
 *
 * @param selector the query parameter that chooses it among those of its method and path
 * @param accepted the media type that chooses it, if a client accepts that
 * @param parameters all of them: of the path, the selector, the rest
 * @param lasts whether an answer may go on for as long as its client likes
 */
public record Route(
        Method method,
        PathTemplate path,
        Optional<Parameter> selector,
        Optional<String> accepted,
        List<Parameter> parameters,
        Optional<Content> body,
        List<Answer> answers,
        boolean lasts,
        String summary,
        Handler handler) {
    public Route {
        parameters = List.copyOf(parameters);
        answers = List.copyOf(answers);
        Invariant.check(!answers.isEmpty(), "%s %s never answers", method, path.text());
    }

    public static Draft of(Method method, String path, String summary) {
        return new Draft(method, new PathTemplate(path), summary);
    }

    /** As people write it: {@code GET /files/{path}?stat}. */
    public String name() {
        return method
                + " "
                + path.text()
                + selector.map(it -> "?" + it.name()).orElse("")
                + accepted.map(it -> " as " + it).orElse("");
    }

    Stream<Parameter> in(Parameter.Place place) {
        return parameters.stream().filter(parameter -> parameter.place() == place);
    }

    boolean answersWith(int status) {
        return answers.stream().anyMatch(answer -> answer.status() == status);
    }

    /** A route that is being described, word by word; ends with {@link #by}. */
    public static final class Draft {
        private final Method method;
        private final PathTemplate path;
        private final String summary;
        private final List<Parameter> parameters = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private Optional<Parameter> selector = Optional.empty();
        private Optional<String> accepted = Optional.empty();
        private Optional<Content> body = Optional.empty();
        private boolean lasts;

        private Draft(Method method, PathTemplate path, String summary) {
            this.method = method;
            this.path = path;
            this.summary = summary;
        }

        /** Says what stands for a variable of the path. */
        public Draft where(String variable, String description) {
            parameters.add(Parameter.variable(variable, description));
            return this;
        }

        /** Chosen by this query parameter. */
        public Draft chosenBy(Parameter value) {
            selector = Optional.of(value);
            parameters.add(value);
            return this;
        }

        /** Chosen by who accepts this media type. */
        public Draft accepting(String type) {
            accepted = Optional.of(type);
            return this;
        }

        public Draft takes(Parameter... more) {
            parameters.addAll(List.of(more));
            return this;
        }

        public Draft reads(Content content) {
            body = Optional.of(content);
            return this;
        }

        public Draft answers(int status, String description, Content... contents) {
            answers.add(new Answer(status, List.of(contents), description));
            return this;
        }

        public Draft lasting() {
            lasts = true;
            return this;
        }

        public Route by(Handler handler) {
            var described =
                    parameters.stream()
                            .filter(it -> it.place() == Parameter.Place.PATH)
                            .map(Parameter::name)
                            .toList();
            Invariant.check(
                    described.equals(path.variables()),
                    "%s %s describes %s",
                    method,
                    path.text(),
                    described);
            return new Route(
                    method,
                    path,
                    selector,
                    accepted,
                    parameters,
                    body,
                    answers,
                    lasts,
                    summary,
                    handler);
        }
    }
}
