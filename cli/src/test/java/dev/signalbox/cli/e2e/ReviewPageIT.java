package dev.signalbox.cli.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.signalbox.api.DeploymentName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** People work the review queue in a real browser, by the keyboard, on requests that real routers and model servers passed on to them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReviewPageIT {
    private static final DeploymentName LOAN = DeploymentName.parse("loan-approval");

    private static LiveMesh mesh;
    private static LiveBrowser browser;
    private static AskedPeople asked;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        browser = LiveBrowser.start();
        mesh = LiveMesh.up("review");
        asked = new AskedPeople(mesh);
        asked.serve(LOAN);
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (mesh != null) {
            mesh.down();
        }
    }

    @Test
    @Order(1)
    void aPersonTakesATicketAndDecidesByTheKeyboardAlone() throws Exception {
        asked.request(LOAN, "first", 1);
        Page page = browser.open(url(""), 1280, 900, ColorScheme.LIGHT);
        List<String> loaded = new ArrayList<>();
        page.onResponse(answer -> {
            if (answer.url().contains("/v1/reviews")) {
                loaded.add(answer.text());
            }
        });
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Review");
        page.keyboard().press("Enter");
        assertThat(page.locator("#waits ~ div")).containsText("1 waits");
        page.keyboard().press("n");
        assertThat(page.locator(".said")).hasText("Your name first.");
        assertThat(page.locator(":focus")).hasId("reviewer");
        page.keyboard().type("ada");
        page.keyboard().press("Escape");
        page.keyboard().press("n");

        assertThat(page.locator(":focus")).hasId("ticket");
        assertThat(page.locator("#ticket")).hasText("loan-approval first");
        assertThat(input(page, "amount")).hasText("5951");
        assertThat(input(page, "purpose")).hasText("Radio.Television");
        assertThat(input(page, "personal")).containsText("masked");
        assertThat(page.locator(".ticket")).not().containsText("The model says");
        LiveBrowser.wholePicture(page, "review");

        page.keyboard().press("w");
        page.keyboard().type("young, and the sum is high: 1 or 2?");
        page.keyboard().press("Enter");
        assertThat(page.locator(".notes")).containsText("young, and the sum is high: 1 or 2? ada");
        assertThat(page.locator("#note")).hasValue("");
        page.keyboard().press("Escape");
        page.keyboard().press("1");

        assertThat(page.locator(".said"))
                .hasText(Pattern.compile("Decided 0 on first\\. The model says [01], sure by 0\\.\\d+\\."));
        assertThat(page.locator(".ticket")).hasCount(0);
        assertThat(page.locator("#waits ~ div")).containsText("Nothing waits");
        assertThat(asked.decision(LOAN, "first").path("decision").asInt(-1)).isZero();
        assertThat(asked.acts(LOAN, "first")).containsExactly("ask router", "claim ada", "note ada", "decide ada");
        assertThat(loaded).isNotEmpty().noneMatch(answer -> answer.contains("Female"));
        assertThat(page.content()).doesNotContain("Female");
        page.context().close();
    }

    @Test
    @Order(2)
    void whatIsSkippedGoesToOthersAndWhatIsGivenBackWaitsAgainWithItsNote() throws Exception {
        asked.request(LOAN, "hard", 2);
        Page ada = reviewer("ada");
        ada.keyboard().press("n");
        assertThat(ada.locator("#ticket")).containsText("hard");
        ada.keyboard().press("r");
        assertThat(ada.locator(".said")).hasText("Given back: hard.");
        ada.keyboard().press("n");
        assertThat(ada.locator("#ticket")).containsText("hard");
        ada.keyboard().press("w");
        ada.keyboard().type("not mine: I know the applicant");
        ada.keyboard().press("Escape");
        ada.keyboard().press("s");
        assertThat(ada.locator(".said")).hasText("Skipped: hard goes to somebody else.");
        ada.keyboard().press("n");
        assertThat(ada.locator(".said")).containsText("Nothing waits that you have not skipped");

        Page bob = reviewer("bob");
        bob.keyboard().press("n");
        assertThat(bob.locator("#ticket")).containsText("hard");
        assertThat(bob.locator(".notes")).containsText("not mine: I know the applicant ada");
        bob.keyboard().press("o");
        bob.keyboard().type("ask the branch");
        bob.keyboard().press("Enter");
        assertThat(bob.locator(".said")).containsText("Decided ask the branch on hard.");
        assertThat(asked.decision(LOAN, "hard").path("decision").asText()).isEqualTo("ask the branch");
        ada.context().close();
        bob.context().close();
    }

    @Test
    @Order(3)
    void twoReviewersInTwoWindowsNeverHaveTheSameTicket() throws Exception {
        for (int i = 0; i < 12; i++) {
            asked.request(LOAN, "many-" + i, i);
        }
        Page ada = reviewer("ada");
        Page bob = reviewer("bob");
        List<String> taken = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            /* Neither waits for the other. */
            ada.keyboard().press("n");
            bob.keyboard().press("n");
            taken.add(ada.locator("#ticket .id").textContent());
            taken.add(bob.locator("#ticket .id").textContent());
            ada.keyboard().press("1");
            bob.keyboard().press("2");
            assertThat(ada.locator(".ticket")).hasCount(0);
            assertThat(bob.locator(".ticket")).hasCount(0);
        }
        assertThat(new HashSet<>(taken)).hasSize(12).allMatch(id -> id.startsWith("many-"));
        for (String id : taken) {
            assertThat(asked.acts(LOAN, id)).hasSize(3).last().asString().startsWith("decide ");
        }
        assertThat(ada.locator("#waits ~ div")).containsText("Nothing waits");
        ada.context().close();
        bob.context().close();
    }

    @Test
    @Order(4)
    void aPictureIsSeenAsOneAndWhatIsMaskedIsNowhere() throws Exception {
        asked.photo("bank/photo", "p-1", "passport-4711");
        Page page = reviewer("ada");
        page.keyboard().press("n");

        assertThat(page.locator("#ticket")).hasText("bank/photo p-1");
        Locator picture = input(page, "photo").locator("img");
        assertThat(picture).isVisible();
        assertThat(picture).hasAttribute("alt", "photo");
        page.waitForCondition(() -> (int) picture.evaluate("image => image.naturalWidth") == 320);
        assertThat(input(page, "passport")).containsText("masked");
        assertThat(page.content()).doesNotContain("4711");
        LiveBrowser.wholePicture(page, "review-picture");
        page.keyboard().press("r");
        assertThat(page.locator(".said")).hasText("Given back: p-1.");
        page.context().close();
    }

    @Test
    @Order(5)
    void aTicketIsTakenFromTheListAndFoundAgainAfterAReload() throws Exception {
        asked.request(LOAN, "a", 3);
        asked.request(LOAN, "b", 4);
        Page page = reviewer("ada");
        page.getByLabel("Take b").click();
        assertThat(page.locator("#ticket")).containsText("loan-approval b");
        assertThat(page.getByLabel("Take b")).hasCount(0);
        page.getByLabel("Take a").click();
        assertThat(page.locator("#ticket")).containsText("loan-approval a");
        assertThat(asked.acts(LOAN, "b")).containsExactly("ask router", "claim ada", "release ada");

        page.reload();
        assertThat(page.locator("#waits ~ div")).containsText("you have begun 1");
        page.keyboard().press("n");
        assertThat(page.locator("#ticket")).containsText("loan-approval a");

        /* Meanwhile the same person decides elsewhere: this window does not decide again. */
        asked.decide(LOAN, "a", "ada", 1);
        page.keyboard().press("1");
        assertThat(page.locator(".said")).containsText("decided already");
        assertThat(page.locator(".ticket")).hasCount(0);
        assertThat(asked.decision(LOAN, "a").path("decision").asInt()).isOne();
        browser.complaints().removeIf(complaint -> complaint.contains("409"));
        page.context().close();
    }

    @Test
    @Order(6)
    void thePageIsReadableOnAPhoneInTheDark() throws Exception {
        Page phone = browser.open(url("#/review"), 390, 844, ColorScheme.DARK);
        phone.locator("#reviewer").fill("grace");
        phone.getByText("Take the next one").click();
        assertThat(phone.locator("#ticket")).isVisible();

        assertThat((int) phone.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        assertThat(phone.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(16, 21, 29)");
        LiveBrowser.wholePicture(phone, "review-phone");
        phone.locator(".ticket button")
                .filter(new Locator.FilterOptions().setHasText("Skip"))
                .click();
        assertThat(phone.locator(".said")).containsText("Skipped");
        phone.getByText("Take the next one").click();
        assertThat(phone.locator("#ticket")).isVisible();
        assertThat((int) phone.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        LiveBrowser.wholePicture(phone, "review-phone-other");
        phone.context().close();
    }

    @Test
    @Order(7)
    void focusStaysWhereItIsWhileTheQueueMoves() throws Exception {
        Page page = reviewer("heidi");
        page.keyboard().press("n");
        assertThat(page.locator(".ticket")).isVisible();
        page.keyboard().press("w");
        page.keyboard().type("half a no");
        asked.request(LOAN, "late", 5);
        assertThat(page.getByLabel("Take late")).isVisible();
        page.keyboard().type("te");

        assertThat(page.locator("#note")).hasValue("half a note");
        assertThat(page.locator("main h1")).hasCount(1);
        page.keyboard().press("Escape");
        page.keyboard().press("r");
        assertThat(page.locator(".said")).containsText("Given back");
        page.context().close();
    }

    @Test
    @Order(8)
    void whatIsUnlikeTheTrainingDataComesFirstAndSaysWhy() throws Exception {
        asked.request(LOAN, "usual", 6);
        asked.unusual(LOAN, "odd", 6);
        Page page = reviewer("ivan");
        page.getByLabel("Take odd").click();

        assertThat(page.locator(".ticket .unusual"))
                .containsText(Pattern.compile("amount: is 987654, in training it was [0-9.]+ to [0-9.]+"));
        assertThat(page.locator(".ticket .unusual")).not().containsText("personal");
        LiveBrowser.wholePicture(page, "review-unusual");
        page.keyboard().press("r");
        assertThat(page.locator(".said")).containsText("Given back");
        assertThat(page.locator("tr").filter(new Locator.FilterOptions().setHasText("odd")))
                .containsText("unusual");
        page.context().close();
    }

    @Test
    @Order(9)
    void whateverARequestSaysIsText() throws Exception {
        asked.text("bank/attack", "x-1", "<img src=x onerror=\"document.title='owned'\">");
        Page page = reviewer("ada");
        page.getByLabel("Take x-1").click();

        assertThat(input(page, "remark")).hasText("<img src=x onerror=\"document.title='owned'\">");
        assertThat(page).hasTitle("Review · Signalbox");
        page.keyboard().press("r");
        assertThat(page.locator(".said")).containsText("Given back");
        page.context().close();
    }

    @Test
    @Order(10)
    void aMonitorThatWantsATokenIsToldApartFromOneThatIsAway() {
        assertThat(browser.complaints()).isEmpty();
        Page page = reviewer("ada");
        page.route(
                "**/v1/reviews?**",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(401)
                        .setContentType("application/problem+json")
                        .setBody("{\"title\":\"Unauthorized\",\"detail\":\"a token is needed\",\"status\":401}")));

        assertThat(page.locator("#waits ~ div")).containsText("The queue is not shown: a token is needed");
        assertThat(page.locator("#live")).hasText("Live");
        page.context().close();
    }

    private static Page reviewer(String name) {
        Page page = browser.open(url("#/review"), 1280, 900, ColorScheme.LIGHT);
        page.locator("#reviewer").fill(name);
        page.keyboard().press("Escape");
        return page;
    }

    private static Locator input(Page page, String name) {
        return page.locator(".inputs tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(name, new Page.GetByTextOptions().setExact(true))))
                .locator("td");
    }

    private static String url(String fragment) {
        return mesh.state().ports().monitorUrl() + "/" + fragment;
    }
}
