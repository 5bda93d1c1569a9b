package dev.signalbox.cli.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.docs.MetricsPage;
import dev.signalbox.api.docs.MetricsPage.Metric;
import dev.signalbox.cli.load.LoadGenerator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A bad version is rolled out on a real mesh, and seen by whoever looks after it: on the page, and by a real Prometheus. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WatchedRolloutIT {
    private static final DeploymentName LOAN = DeploymentName.parse("loan-approval");
    private static final double RATE = 150;

    private static LiveMesh mesh;
    private static LivePrometheus prometheus;
    private static LiveBrowser browser;
    private static LoadGenerator load;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        browser = LiveBrowser.start();
        mesh = LiveMesh.up("watched");
        prometheus = LivePrometheus.start(mesh.state());
    }

    @AfterAll
    static void end() throws Exception {
        if (load != null) {
            load.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
        if (browser != null) {
            browser.close();
        }
        if (mesh != null) {
            mesh.down();
        }
    }

    @Test
    @Order(1)
    void anEmptyMonitorHasAPageThatSaysWhatToDo() {
        Page page = browser.open(url(""), 1280, 800, ColorScheme.LIGHT);

        assertThat(page.getByText("No deployment is known yet")).isVisible();
        assertThat(page.locator("#live")).hasText("Live");
        page.context().close();
    }

    @Test
    @Order(2)
    void thePageShowsAGoodVersionOnItsWayAndABadOneToTheRollback() throws Exception {
        mesh.apply(manifest("1"));
        mesh.awaitPhase(LOAN, "1", "Stable");
        prometheus.scrapeModelServers(mesh.folder());
        load = mesh.load(LOAN, RATE);
        Page glance = browser.open(url(""), 1280, 800, ColorScheme.LIGHT);
        Locator row = glance.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("loan-approval"));
        assertThat(row).containsText("Stable");

        mesh.apply(manifest("2"));
        assertThat(row).containsText("Canary");
        assertThat(row).containsText("20 %");
        LiveBrowser.picture(glance, "overview");
        glance.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("loan-approval"))
                .first()
                .click();

        assertThat(glance.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("loan-approval")))
                .isVisible();
        assertThat(glance.locator("#evidence")).containsText("requests of version 2");
        mesh.awaitPhase(LOAN, "2", "Stable");
        assertThat(glance.locator(".head")).containsText("version 2 serves all requests");

        mesh.apply(manifest("3"));
        mesh.awaitPhase(LOAN, "3", "RolledBack");
        assertThat(glance.locator("#evidence")).containsText("requests of version 3");
        assertThat(glance.locator(".head")).containsText("Rolled Back");
        assertThat(glance.locator("#story .decisions"))
                .containsText(Pattern.compile("Canary, version 3 at 20 %", Pattern.DOTALL));
        assertThat(glance.locator("#story .decisions .mark.bad").first()).isVisible();
        assertThat(glance.locator("#evidence .badge.bad").first()).isVisible();
        assertThat(glance.locator("#software .uplot canvas").first()).isVisible();
        assertThat(glance.locator("#software .legend").first()).containsText("2 (stable)");
        glance.locator("#drift .heat button:not(.none)").last().click();
        assertThat(glance.locator("#drift .distribution .bin").first()).isVisible();
        assertThat(glance.locator("#learned")).containsText("No feedback on sampled answers");
        assertThat(glance.locator("#errors")).containsText("No answer in this time has a label");
        assertThat(glance.locator("#decay")).containsText("Accuracy by labels");
        LiveBrowser.wholePicture(glance, "rollout");
        glance.context().close();
    }

    @Test
    @Order(3)
    void prometheusHasTheAlertsOfTheRollback() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(labels(
                                prometheus.query("ALERTS{alertname=\"SignalboxRolledBack\",alertstate=\"firing\"}")))
                        .contains("default/loan-approval"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(labels(prometheus.query(
                                "max_over_time(ALERTS{alertname=\"SignalboxAlarmFiring\",alertstate=\"firing\","
                                        + "version=\"3\"}[5m])")))
                        .contains("default/loan-approval"));
        JsonNode alerts = prometheus.data("/api/v1/alerts").path("alerts");
        assertThat(alerts.findValuesAsText("runbook_url")).contains("docs/runbook.md#signalboxrolledback");
    }

    @Test
    @Order(4)
    void noRuleFailsAndNoHealthyServiceIsCalledAbsent() throws Exception {
        assertThat(prometheus.data("/api/v1/rules").findValuesAsText("health"))
                .isNotEmpty()
                .containsOnly("ok");
        assertThat(prometheus.query("up{job=~\"signalbox-.*\"} == 0")).isEmpty();
        assertThat(prometheus.query("ALERTS{alertname=~\"Signalbox(Monitor|Operator|Router)Absent\"}"))
                .isEmpty();
        assertThat(prometheus.query("ALERTS{alertname=~\"SignalboxTelemetry.*|SignalboxIngestFailing\"}"))
                .isEmpty();
    }

    @Test
    @Order(5)
    void everySeriesThatWasScrapedStandsOnThePageOfMetricsWithItsLabels() throws Exception {
        MetricsPage known = MetricsPage.read();
        JsonNode series = prometheus.data("/api/v1/series?match[]=%7B__name__=~%22signalbox_.%2B%22%7D");
        assertThat(series.size()).isGreaterThan(100);
        assertThat(series).allSatisfy(one -> {
            String name = one.path("__name__").asText();
            Metric metric = known.ofSeries(name)
                    .orElseThrow(() -> new AssertionError(name + " does not stand on docs/reference/metrics.md"));
            Set<String> labels = new TreeSet<>();
            one.fieldNames().forEachRemaining(labels::add);
            labels.removeAll(Set.of("__name__", "job", "instance", "le", "quantile"));
            assertThat(labels).as(name).isEqualTo(metric.labels());
        });
        Set<String> jobs = StreamSupport.stream(series.spliterator(), false)
                .map(one -> one.path("job").asText())
                .collect(Collectors.toSet());
        assertThat(jobs)
                .containsExactlyInAnyOrder(
                        "signalbox-monitor", "signalbox-operator", "signalbox-router", "model-server");
        for (Metric metric : known.in("Every service")) {
            for (String name : metric.series()) {
                JsonNode found = prometheus.query("count by (job) (" + name + ")");
                assertThat(found).as(name).isNotEmpty();
            }
        }
    }

    @Test
    @Order(6)
    void aPhoneShowsAllOfItWithoutScrollingSideways() {
        Page phone = browser.open(url("#/default/loan-approval"), 390, 844, ColorScheme.DARK);
        assertThat(phone.locator("#evidence")).containsText("nulls");
        assertThat(phone.locator("#software .legend").first()).containsText("1");

        assertThat((int) phone.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        assertThat(phone.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(16, 21, 29)");
        LiveBrowser.wholePicture(phone, "phone");
        phone.navigate(url(""));
        assertThat(phone.getByText("loan-approval").first()).isVisible();
        assertThat((int) phone.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        LiveBrowser.picture(phone, "phone-overview");
        phone.context().close();
    }

    @Test
    @Order(7)
    void everythingIsReachedByKeyboardAndFocusSurvivesWhatIsLive() {
        Page page = browser.open(url(""), 1280, 800, ColorScheme.LIGHT);
        assertThat(page.getByText("loan-approval").first()).isVisible();

        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Skip to content");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Review");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("loan-approval");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("loan-approval");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).containsText("All deployments");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".ranges input:checked")).hasValue("3600");
        /* Some rounds of fresh answers later the focus is where it was. */
        page.waitForResponse(answer -> answer.url().contains("/traffic"), () -> {});
        page.waitForResponse(answer -> answer.url().contains("/traffic"), () -> {});
        assertThat(page.locator(":focus")).hasValue("3600");
        assertThat(page.locator("main h1")).hasCount(1);
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        page.context().close();
    }

    @Test
    @Order(8)
    void whateverAMessageSaysIsTextAndNothingElse() throws Exception {
        String attack = "<img src=x onerror=\\\"document.title='owned'\\\"><script>document.title='owned'</script>";
        put("bank/attack", attack);

        Page page = browser.open(url(""), 1280, 800, ColorScheme.LIGHT);
        assertThat(page.getByText("<img src=x onerror=")).isVisible();
        page.navigate(url("#/bank/attack"));
        assertThat(page.locator("h1")).hasText("bank/attack");
        assertThat(page.locator(".head .why")).containsText("<script>");
        assertThat(page.locator("main img")).hasCount(0);
        assertThat(page).hasTitle("bank/attack · Signalbox");
        page.context().close();
    }

    @Test
    @Order(9)
    void thePageShowsWhatAVersionIsWrongAboutAndWhetherItDecays() throws Exception {
        new LabelledAnswers(mesh.state().ports().monitorUrl(), "bank/wrong").send();
        Page page = browser.open(url("#/bank/wrong"), 1280, 800, ColorScheme.LIGHT);
        Locator errors = page.locator("#errors");

        assertThat(errors).containsText("of 120 were right");
        Locator worst = errors.locator("tbody tr").first();
        assertThat(worst).containsText("Rent");
        assertThat(worst).containsText("50.0 %");
        assertThat(errors).containsText("have another label");
        errors.locator("summary").click();
        assertThat(errors.locator(".pairs li").first()).isVisible();
        page.waitForResponse(answer -> answer.url().contains("/traffic"), () -> {});
        assertThat(errors.locator(".pairs li").first()).isVisible();
        assertThat(page.locator("#decay tr").filter(new Locator.FilterOptions().setHasText("Accuracy by labels")))
                .containsText("of 120");
        LiveBrowser.wholePicture(page, "errors");

        String table = errors.locator("a").getAttribute("href");
        assertThat(page.request().get(url("").replaceAll("/$", "") + table).text())
                .startsWith("kind,feature,value,labels,right,")
                .contains("slice,housing,Rent,40,20,0.5,");
        page.context().close();

        Page phone = browser.open(url("#/bank/wrong"), 390, 844, ColorScheme.DARK);
        assertThat(phone.locator("#errors")).containsText("Rent");
        assertThat((int) phone.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        LiveBrowser.wholePicture(phone, "phone-errors");
        phone.context().close();
    }

    @Test
    @Order(10)
    void whatFailsAloneSaysSoInItsPlaceAndTheRestOfThePageGoesOn() {
        Page page = browser.open(url("#/default/loan-approval"), 1280, 800, ColorScheme.LIGHT);
        page.context()
                .route(
                        Pattern.compile("/errors\\?"),
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setStatus(503)
                                .setContentType("application/problem+json")
                                .setBody("{\"title\":\"The database is not available\",\"status\":503}")));
        page.reload();

        assertThat(page.locator("#errors")).containsText("could not tell: The database is not available");
        assertThat(page.locator("#live")).hasText("Live");
        assertThat(page.locator("#software .legend").first()).containsText("stable");
        browser.complaints().removeIf(complaint -> complaint.contains("503"));
        page.context().close();
    }

    @Test
    @Order(11)
    void thePageSaysSoWhileTheDatabaseIsAwayAndGoesOnByItself() {
        Page page = browser.open(url("#/default/loan-approval"), 1280, 800, ColorScheme.LIGHT);
        assertThat(page.locator("h1")).hasText("loan-approval");
        assertThat(browser.complaints()).isEmpty();
        page.route(
                "**/v1/deployments/**",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("application/problem+json")
                        .setBody("{\"title\":\"The database is not available\",\"status\":503}")));

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The database is not available");
        assertThat(page.locator("#live")).hasText("Not connected");
        assertThat(page.locator("#story")).isVisible();
        page.unroute("**/v1/deployments/**");
        assertThat(page.locator("#live")).hasText("Live", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
        assertThat(page.getByRole(AriaRole.ALERT)).not().containsText("database");
        page.context().close();
    }

    private static String url(String fragment) {
        return mesh.state().ports().monitorUrl() + "/" + fragment;
    }

    private static void put(String deployment, String message) throws Exception {
        String now = Instant.now().toString();
        String body = """
                {"v":1,"deployment":"%s","at":"%s","phase":"Stable","phaseSince":"%s","stable":"1","reason":"Serving",
                "message":"%s","routeRevision":1}""".formatted(deployment, now, now, message);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url("v1/deployments/" + deployment + "/rollout")))
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        }
    }

    private static List<String> labels(JsonNode results) {
        return StreamSupport.stream(results.spliterator(), false)
                .map(result -> result.at("/metric/deployment").asText())
                .toList();
    }

    private static String manifest(String version) {
        return """
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: {version: "%s", uri: "file:%s"}
                  rollout:
                    canary:
                      steps: [{weight: 20%%, duration: 6s}, {weight: 50%%, duration: 4s}]
                  alarms:
                  - {name: errors, metric: errorRate, margin: 1%%}
                  - {name: nulls, metric: nullOutputRate, margin: 1%%}
                  - {name: slow, metric: latencyP99, ratio: 2, margin: 500ms}
                """.formatted(LOAN.name(), version, LiveMesh.EXAMPLE.resolve(version));
    }
}
