package io.penumbra.platform.process;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penumbra.core.id.RequestId;

/** {@code %request} in logback.xml: right because the appender writes on the logging thread. */
public final class RequestIdConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return RequestId.current().value();
    }
}
