package dev.tributary.agent.simulation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What happens to a fleet, and what must be true afterwards. Each seed tells another version of each story. */
enum Story {
    /** Nothing goes wrong: every event reaches every agent exactly once. */
    QUIET {
        @Override
        void tell(Scenario scenario, int load) {
            scenario.begin();
            scenario.load(load);
            scenario.run();

            scenario.assertConverged();
            scenario.assertProven();
            scenario.assertNothingAcknowledgedIsLost();
            scenario.assertNobodyComplained();
            scenario.assertFrugal();
            long stored = scenario.world.agents.get(0).store.position();
            for (SimAgent agent : scenario.world.agents) {
                long own = agent.store.seq(agent.author);
                Check.same(agent.duplicates(), 0L, () -> scenario.name() + ": duplicates");
                Check.same(agent.received(), stored - own, () -> scenario.name() + ": received");
                Check.same(agent.early(), 0L, () -> scenario.name() + ": before their predecessor");
            }
        }
    },

    /** Links flap, fall silent and move, the power fails, disks fail, old backups come back, clocks jump. */
    TROUBLED {
        @Override
        void tell(Scenario scenario, int load) {
            scenario.begin();
            scenario.load(load);
            scenario.flaps(scenario.random.nextInt(20));
            scenario.silences(scenario.random.nextInt(4));
            scenario.moves(scenario.random.nextInt(6));
            scenario.powerCuts(scenario.random.nextInt(6));
            scenario.diskErrors(scenario.random.nextInt(3));
            scenario.restores(scenario.random.nextInt(3));
            scenario.clockJumps(scenario.random.nextInt(4));
            scenario.run();

            scenario.assertConverged();
            scenario.assertProven();
            scenario.assertNothingAcknowledgedIsLost();
            scenario.assertNobodyComplained();
        }
    },

    /** A part of the fleet is alone for a while. */
    PARTED {
        @Override
        void tell(Scenario scenario, int load) {
            scenario.begin();
            scenario.load(load);
            int border = 1 + scenario.random.nextInt(scenario.size() - 1);
            scenario.part(border);
            scenario.run();

            scenario.assertConverged();
            scenario.assertProven();
            scenario.assertNothingAcknowledgedIsLost();
            scenario.assertNobodyComplained();
            scenario.assertHealedInFewRounds(border);
        }
    },

    /** Devices go about: whom an agent is linked with changes all the time. */
    MOVING {
        @Override
        void tell(Scenario scenario, int load) {
            scenario.begin();
            scenario.load(load);
            scenario.wander();
            scenario.run();

            scenario.assertConverged();
            scenario.assertProven();
            scenario.assertNothingAcknowledgedIsLost();
            scenario.assertNobodyComplained();
        }
    },

    /** One key signs two histories: all agents end with the same cut. */
    FORKED {
        @Override
        void tell(Scenario scenario, int load) {
            List<SimAgent> agents = scenario.world.agents;
            SimAgent forger = agents.get(0);
            Forger forging = new Forger(scenario.world.space(), forger.signer, scenario.random);
            Optional<SimAgent> third = agents.stream().skip(2).findFirst();
            forging.write(scenario.random.nextInt(300), agents.subList(0, Math.min(3, agents.size())));
            long cut = forging.fork(1 + scenario.random.nextInt(600), forger, agents.get(1), third);
            scenario.load(load / 2);
            scenario.connectAll();
            if (scenario.random.nextBoolean()) {
                scenario.flaps(10);
                scenario.powerCuts(6);
            }
            scenario.run();

            scenario.assertConverged();
            scenario.assertProven();
            for (SimAgent agent : agents) {
                Check.same(agent.store.cut(forger.author), OptionalLong.of(cut), scenario::name);
                Check.same(agent.store.seq(forger.author), cut, scenario::name);
            }
        }
    },

    /** One agent lies in every way: the others keep what is true, and reach each other around it. */
    LIED_TO {
        @Override
        void tell(Scenario scenario, int load) {
            SimAgent liar = scenario.someAgent();
            scenario.world.liar(liar, new Liar(scenario.world, scenario.seed));
            scenario.begin();
            scenario.load(load / 2);
            scenario.run();

            scenario.assertNothingAcknowledgedIsLost();
            scenario.assertHonestConverged(liar);
        }
    };

    abstract void tell(Scenario scenario, int load);

    /** The story that {@code seed} tells unless another one is asked for. */
    static Story of(long seed) {
        return values()[(int) (seed % values().length)];
    }

    /** Tells the version of {@code seed}; an {@link AssertionError} says which rule was broken. */
    Scenario tell(long seed, int load, Optional<Bug> bug) {
        Scenario scenario = new Scenario(seed, bug);
        tell(scenario, load);
        scenario.assertOnlySignedEvents();
        return scenario;
    }
}
