package dev.tributary.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.security.Security;
import java.security.Signature;
import org.junit.jupiter.api.Test;

/** Who may know whom, and which calls nobody may make. Each message says what to do instead. */
class ArchitectureTest {

    private static final String API = "dev.tributary.api..";
    private static final String CONFIG = "dev.tributary.config..";
    private static final String WEB = "dev.tributary.web..";
    private static final String AGENT = "dev.tributary.agent..";
    private static final String PLUGINS = "dev.tributary.plugins..";
    private static final String LOG = "dev.tributary.agent.log..";
    private static final String SYNC = "dev.tributary.agent.sync..";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tributary");

    @Test
    void apiNeedsOnlyTheJdk() {
        check(classes()
                .that()
                .resideInAPackage(API)
                .should()
                .onlyDependOnClassesThat(or(
                        resideInAnyPackage(API, "java..", "javax..", "org.jspecify.annotations"),
                        describe(
                                "are primitive",
                                type -> type.getBaseComponentType().isPrimitive())))
                .because("hosts load the plugin API into their own class path: write it with the JDK alone"));
    }

    @Test
    void configKnowsNoOtherModule() {
        check(noClasses()
                .that()
                .resideInAPackage(CONFIG)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(API, WEB, AGENT, PLUGINS)
                .because("configuration is plain records: the agent translates them at its composition root"));
    }

    @Test
    void webSeesTheAgentOnlyThroughTheApi() {
        check(noClasses()
                .that()
                .resideInAPackage(WEB)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, CONFIG, PLUGINS)
                .because("the read side must be enough for everyone: add what is missing to dev.tributary.api"));
    }

    @Test
    void pluginsSeeOnlyTheApi() {
        check(noClasses()
                .that()
                .resideInAPackage(PLUGINS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, CONFIG, WEB)
                .because("a bundled plugin lives in the same world as any other: use PluginContext"));
    }

    @Test
    void agentKnowsNoPlugin() {
        check(noClasses()
                .that()
                .resideInAPackage(AGENT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PLUGINS)
                .because("plugins are found by their descriptor: load them through dev.tributary.agent.host"));
    }

    @Test
    void logAndSyncArePure() {
        check(classes()
                .that()
                .resideInAnyPackage(LOG, SYNC)
                .should()
                .onlyDependOnClassesThat(or(resideInAnyPackage(LOG, SYNC), PurePackages.allowedClasses()))
                .because("the simulator runs them in one thread from one seed: "
                        + "take time and randomness as arguments, return effects, no files, no sockets"));
        check(noClasses()
                .that()
                .resideInAnyPackage(LOG, SYNC)
                .should()
                .callCodeUnitWhere(PurePackages.impureCalls())
                .because("one seed must make one world: take the time or a seeded Random as an argument"));
    }

    @Test
    void logDoesNotKnowSync() {
        check(noClasses()
                .that()
                .resideInAPackage(LOG)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SYNC)
                .because("log says what is valid, sync says who lacks it: move the shared part into log"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.tributary.api.(*)..").should().beFreeOfCycles());
        check(slices().matching("dev.tributary.agent.(*)..").should().beFreeOfCycles());
    }

    @Test
    void packagesAreNamedAfterWhatTheyDo() {
        check(noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..")
                .because("packages are features: put the class into the package that needs it"));
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        check(noClasses()
                .that(describe("are not the command line", type -> !isCommandLine(type)))
                .should()
                .callMethodWhere(calls(System.class, "exit"))
                .orShould()
                .callMethodWhere(calls(Runtime.class, "exit"))
                .orShould()
                .callMethodWhere(calls(Runtime.class, "halt"))
                .because("the JVM belongs to the host: throw, and let AgentMain or .cli return an exit code"));
    }

    @Test
    void noSecurityProviderIsRegistered() {
        check(noClasses()
                .should()
                .callMethodWhere(calls(Security.class, "addProvider"))
                .orShould()
                .callMethodWhere(calls(Security.class, "insertProviderAt"))
                .because("providers are global to the host's JVM: use Bouncy Castle's lightweight API, "
                        + "or hand a provider object to getInstance"));
    }

    @Test
    void signaturesAreMadeByTheLightweightApi() {
        check(noClasses()
                .should()
                .callMethodWhere(calls(Signature.class, "getInstance"))
                .because("the JDK's Ed25519 is ten times slower and laxer: use EventSigner, "
                        + "or org.bouncycastle.math.ec.rfc8032.Ed25519"));
    }

    @Test
    void stackTracesGoToTheLog() {
        check(noClasses()
                .should()
                .callMethodWhere(calls(Throwable.class, "printStackTrace"))
                .because("standard error belongs to the host: hand the exception to the logger"));
    }

    @Test
    void nothingSleeps() {
        check(noClasses()
                .should()
                .callMethodWhere(calls(Thread.class, "sleep"))
                .because("a sleeping thread serves nobody: use vertx.setTimer, Timers, or wait on a future"));
    }

    private static boolean isCommandLine(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "").equals("dev.tributary.agent.AgentMain")
                || type.getPackageName().startsWith("dev.tributary.agent.cli");
    }

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> owner, String method) {
        return describe(
                owner.getSimpleName() + "." + method,
                call -> call.getTarget().getName().equals(method)
                        && call.getTargetOwner().isAssignableTo(owner));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }
}
