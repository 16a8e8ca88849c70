package io.penumbra.gateway.route;

import java.util.List;

/**
 * One way in which a request can go well; whatever goes wrong is a problem document.
 *
 * @param contents the kinds that its body may have; none if there is no body
 */
public record Answer(int status, List<Content> contents, String description) {
    public Answer {
        contents = List.copyOf(contents);
    }
}
