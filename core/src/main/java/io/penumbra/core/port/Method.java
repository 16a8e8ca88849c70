package io.penumbra.core.port;

/** One operation of the wire: its name ({@code service/method}) and how its messages are coded. */
public record Method<Q, R>(String name, Codec<Q> request, Codec<R> reply) {}
