package io.penumbra.gateway;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.refusal.Problem;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.route.ClientGoneException;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.RouteTable;
import io.penumbra.platform.http.HttpAccess;
import io.penumbra.platform.process.FaultHandler;
import io.penumbra.zclient.PenumbraException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every request comes in: gives it its id, keeps their number within bounds, and turns
 * whatever goes wrong into a problem document.
 */
final class GatewayHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayHandler.class);

    /** One line for each request; set its level to DEBUG to see them. */
    private static final Logger ACCESS = LoggerFactory.getLogger("io.penumbra.gateway.access");

    private static final double NANOS_PER_MILLI = 1e6;
    static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern ACCEPTED_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final RouteTable routes;
    private final RequestIds ids;
    private final HttpAccess access;
    private final FaultHandler faults;
    private final Admission admission;
    private final Figures figures;

    GatewayHandler(
            RouteTable routes,
            RequestIds ids,
            HttpAccess access,
            int requestsMax,
            Figures figures,
            FaultHandler faults) {
        this.routes = routes;
        this.ids = ids;
        this.access = access;
        this.faults = faults;
        this.figures = figures;
        this.admission = new Admission(requestsMax);
    }

    /** Names requests that came without a name. */
    interface RequestIds {
        RequestId next();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var id = idOf(request.getHeaders().get(REQUEST_ID));
        request.setAttribute(REQUEST_ID, id.value());
        response.getHeaders().put(REQUEST_ID, id.value());
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        var exchange = new Exchange(id, request, response);
        id.serve(() -> {
            counted(exchange, callback);
            return true;
        });
        return true;
    }

    private void counted(Exchange exchange, Callback callback) {
        figures.begin();
        long began = System.nanoTime();
        try {
            answer(exchange, callback);
        } finally {
            long took = System.nanoTime() - began;
            figures.end(exchange, took);
            ACCESS.debug(
                    "method={} path={} status={} received={} sent={} millis={}",
                    exchange.method(),
                    exchange.rawPath(),
                    exchange.status(),
                    exchange.bytesReceived(),
                    exchange.bytesSent(),
                    took / NANOS_PER_MILLI);
        }
    }

    private void answer(Exchange exchange, Callback callback) {
        try {
            serve(exchange);
            callback.succeeded();
        } catch (ClientGoneException e) {
            LOG.debug("{} {}: the client is gone", exchange.id(), exchange.rawPath(), e);
            figures.cutOff();
            callback.failed(forWhoeverIsThere(exchange, e));
        } catch (IOException e) {
            // A download broke off: the connection is cut, so that nobody takes what came for the
            // whole.
            LOG.warn("{} {} broke off", exchange.id(), exchange.rawPath(), e);
            figures.cutOff();
            callback.failed(e);
        } catch (RuntimeException e) {
            LOG.error("{} {} {}", exchange.id(), exchange.method(), exchange.rawPath(), e);
            callback.failed(e);
        } catch (Error e) {
            callback.failed(e);
            throw faults.fatal(exchange.id() + " " + exchange.rawPath(), e);
        }
    }

    /** One that sends nonsense, or nothing more, may still listen. */
    private static Throwable forWhoeverIsThere(Exchange exchange, ClientGoneException e) {
        return exchange.isCommitted()
                ? e
                : new HttpException.RuntimeException(
                        e.status(), "the body broke off: " + e.getMessage(), e);
    }

    private void serve(Exchange exchange) throws IOException {
        try {
            admitAndServe(exchange);
        } catch (RefusedException e) {
            refuse(exchange, e.refusal());
        } catch (PenumbraException e) {
            refuse(exchange, e);
        } catch (ClientGoneException e) {
            throw e;
        } catch (IOException e) {
            failed(exchange, e);
        }
    }

    private void admitAndServe(Exchange exchange) throws IOException, RefusedException {
        access.require(exchange.header(HttpHeader.AUTHORIZATION), exchange.rawPath());
        var match = routes.match(exchange);
        if (!admission.enter(match.route())) {
            throw new RefusedException(
                    RefusalCode.OVERLOADED,
                    exchange.rawPath(),
                    "the gateway is at its limit of requests; try again in a second");
        }
        try {
            match.serve(exchange);
        } finally {
            admission.leave(match.route());
        }
    }

    private static void refuse(Exchange exchange, PenumbraException e) throws IOException {
        if (exchange.isCommitted()) {
            throw e;
        }
        refuse(exchange, e.refusal());
    }

    /** The cluster did not do what it should, and nobody refused anything. */
    private static void failed(Exchange exchange, IOException e) throws IOException {
        if (exchange.isCommitted()) {
            throw e;
        }
        LOG.warn("{} {} {} failed", exchange.id(), exchange.method(), exchange.rawPath(), e);
        refuse(
                exchange,
                new Refusal(
                        RefusalCode.UNAVAILABLE,
                        exchange.rawPath(),
                        "the cluster did not do it (%s); try again".formatted(e.getMessage())));
    }

    private static void refuse(Exchange exchange, Refusal cause) throws IOException {
        var refusal = forHttp(cause);
        var code = refusal.code();
        if (code.retry() == RefusalCode.Retry.LATER) {
            exchange.set(HttpHeader.RETRY_AFTER, "1");
        }
        if (code == RefusalCode.UNAUTHENTICATED) {
            exchange.set(HttpHeader.WWW_AUTHENTICATE, HttpAccess.CHALLENGE);
        }
        if (code.http() >= 500) {
            LOG.warn("{} {} refused: {} {}", exchange.id(), exchange.method(), code, refusal);
        }
        exchange.sendProblem(Problem.of(refusal, exchange.id()));
    }

    /** That a chunk or a session was lost in mid-upload is no conflict that a user could solve. */
    private static Refusal forHttp(Refusal refusal) {
        return refusal.code() == RefusalCode.STALE_CHUNK
                ? new Refusal(
                        RefusalCode.UNAVAILABLE,
                        refusal.subject(),
                        "the upload was interrupted and nothing is stored (%s); send it again"
                                .formatted(refusal.reason()))
                : refusal;
    }

    private RequestId idOf(@Nullable String sent) {
        return sent != null && ACCEPTED_ID.matcher(sent).matches()
                ? new RequestId(sent)
                : ids.next();
    }
}
