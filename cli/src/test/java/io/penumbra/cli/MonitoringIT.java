package io.penumbra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** What Prometheus and Grafana get to see of a running cluster. */
@ExtendWith(OneClusterForAll.class)
final class MonitoringIT {
    private static final Path MONITORING = Path.of("..", "monitoring");
    private static final Pattern METRIC = Pattern.compile("penumbra_[a-z_]+");
    private static final Pattern LINE =
            Pattern.compile(
                    "# (HELP|TYPE) penumbra_[a-z_]+ .+|penumbra_[a-z_]+(\\{.+\\})? [-+0-9.eE]+");

    private final RunningCluster cluster;
    private final HttpClient client = HttpClient.newHttpClient();

    MonitoringIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    private String get(int port, String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        var response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(uri + ": " + response.body()).isEqualTo(200);
        return response.body();
    }

    private String allMetrics() throws Exception {
        cluster.leader();
        cluster.shadow();
        var texts = new ArrayList<String>();
        for (int port : cluster.masterHttpPorts()) {
            texts.add(get(port, "/metrics"));
        }
        for (var chunkserver : cluster.chunkservers(3)) {
            texts.add(get(chunkserver.path("httpPort").asInt(), "/metrics"));
        }
        var gateway = cluster.send("GET", "/metrics", new byte[0]);
        texts.add(new String(gateway.body(), UTF_8));
        return String.join("", texts);
    }

    @Test
    void oneMasterSaysThatItLeadsAndKnowsWhatIsStored() throws Exception {
        new Http(cluster).put("/files/watched", Http.bytes(31, 10_000));
        var metrics = allMetrics();
        assertThat(metrics.lines()).allMatch(line -> LINE.matcher(line).matches());
        assertThat(metrics.lines().filter("penumbra_master_leader 1"::equals)).hasSize(1);
        assertThat(metrics.lines().filter("penumbra_master_leader 0"::equals)).hasSize(1);
        assertThat(metrics.lines().filter(line -> line.startsWith("penumbra_master_files ")))
                .singleElement()
                .asString()
                .isNotEqualTo("penumbra_master_files 0");
        var roles = new TreeSet<String>();
        for (int port : cluster.masterHttpPorts()) {
            var status = JsonMapper.shared().readTree(get(port, "/status"));
            assertThat(status.path("appliedIndex").asLong()).isPositive();
            roles.add(status.path("role").asString());
        }
        assertThat(roles).containsExactly("leader", "shadow");
    }

    @Test
    void theDashboardAndTheAlertsAskForWhatIsThere() throws Exception {
        var metrics = allMetrics();
        for (var file : new String[] {"grafana-dashboard.json", "alerts.yml"}) {
            var asked = new TreeSet<String>();
            METRIC.matcher(Files.readString(MONITORING.resolve(file)))
                    .results()
                    .forEach(name -> asked.add(name.group()));
            assertThat(asked).as(file).isNotEmpty();
            assertThat(asked)
                    .as(file)
                    .allSatisfy(name -> assertThat(metrics).containsPattern("\n" + name + "[ {]"));
        }
    }
}
