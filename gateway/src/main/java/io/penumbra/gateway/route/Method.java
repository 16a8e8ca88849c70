package io.penumbra.gateway.route;

/** What is to be done, as HTTP names it. */
public enum Method {
    GET,
    HEAD,
    PUT,
    POST,
    PATCH,
    DELETE;

    /** Whether asking changes nothing. */
    boolean isSafe() {
        return this == GET || this == HEAD;
    }
}
