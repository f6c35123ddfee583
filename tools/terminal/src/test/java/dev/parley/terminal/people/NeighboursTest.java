package dev.parley.terminal.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contract.Identifiers;
import dev.parley.contract.Mentions;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Target;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NeighboursTest {

    private final Neighbours neighbours = new Neighbours("");
    private final List<Conversation> all = neighbours.conversations(Neighbours.ARCHIVE_MESSAGES);

    @Test
    void conversations_areTheSameInEveryRun() {
        assertThat(new Neighbours("").conversations(Neighbours.ARCHIVE_MESSAGES))
                .isEqualTo(all);
    }

    @Test
    void shorterArchive_isTheBeginningOfTheLongOne() {
        assertThat(named(neighbours.conversations(100), "Archive").steps())
                .isEqualTo(named(all, "Archive").steps().subList(0, 100));
    }

    @Test
    void archive_hasTenThousandTexts_ofAllThree_hardlyTheSameTwice() {
        Conversation archive = named(all, "Archive");

        assertThat(archive.steps()).hasSize(10_000);
        List<String> texts =
                archive.steps().stream().map(step -> ((Step.Say) step).text()).toList();
        assertThat(texts).noneMatch(String::isBlank).noneMatch(text -> text.contains("{") || text.contains("}"));
        assertThat(texts.stream().distinct().count()).isGreaterThan(4_000);
        for (String member : archive.members()) {
            assertThat(archive.steps().stream()
                            .filter(step -> step.author().equals(member))
                            .count())
                    .isGreaterThan(2_000);
        }
    }

    @Test
    void rooms_areOwnedByOneEach_andTheTalkHasLife() {
        assertThat(named(all, "Team").creator()).isEqualTo("alice");
        assertThat(named(all, "Book club").creator()).isEqualTo("bob");
        assertThat(named(all, "Archive").creator()).isEqualTo("carol");
        assertThat(all).filteredOn(Conversation::isDirect).hasSize(6);
        for (String title : List.of("Team", "Book club")) {
            Conversation room = named(all, title);
            assertThat(room.members()).containsExactlyInAnyOrder("alice", "bob", "carol");
            assertThat(room.steps()).hasSizeBetween(20, 60);
            assertThat(room.steps()).hasAtLeastOneElementOfType(Step.React.class);
            assertThat(room.steps()).filteredOn(Step.Edit.class::isInstance).hasSize(1);
            assertThat(room.steps()).filteredOn(Step.Pin.class::isInstance).hasSize(1);
            assertThat(room.steps()).anyMatch(step -> step instanceof Step.Say && step.target() > 0);
        }
    }

    @Test
    void everyStep_isByAMember_andAboutAnEarlierMessage() {
        for (Conversation conversation : all) {
            for (int i = 0; i < conversation.steps().size(); i++) {
                Step step = conversation.steps().get(i);
                assertThat(conversation.members()).contains(step.author());
                assertThat(step.target()).isLessThan(i + 1);
                if (step.target() > 0) {
                    Step target = conversation.steps().get(step.target() - 1);
                    assertThat(target).isInstanceOf(Step.Say.class);
                    if (step instanceof Step.Edit || step instanceof Step.Pin && !conversation.isDirect()) {
                        // Authors edit; the owners of these rooms pin what they said.
                        assertThat(target.author()).isEqualTo(step.author());
                    }
                }
            }
        }
    }

    @Test
    void commands_areWellFormed_andMentionWhoIsNamed() {
        Conversation team = named(new Neighbours("-x").conversations(1), "Team");
        SeedCommands commands = new SeedCommands(team, "-x");

        List<Command> made = IntStream.rangeClosed(1, team.steps().size())
                .mapToObj(number -> commands.of(number, Target.getDefaultInstance()))
                .toList();

        assertThat(made)
                .allMatch(command -> Identifiers.isConversationId(command.getConversationId())
                        && Identifiers.isUserId(command.getUserId())
                        && Identifiers.isClientId(command.getClientId()));
        assertThat(made.stream().map(Command::getClientId)).doesNotHaveDuplicates();
        var mentioning = made.stream()
                .map(command -> command.getPost().getContent().getText())
                .filter(text -> text.getMentionsCount() > 0)
                .toList();
        assertThat(mentioning).hasSize(1).allMatch(Mentions::areSound);
        assertThat(mentioning.getFirst().getMentions(0).getUserId()).isEqualTo("alice-x");
        assertThat(mentioning.getFirst().getBody()).startsWith("@alice ");
    }

    @Test
    void whoSpeaksLast_hasReadAll_andTheOthersHaveTwoLeft() {
        Conversation team = named(all, "Team");

        assertThat(team.readBy("bob")).isEqualTo(team.steps().size());
        assertThat(team.readBy("alice")).isEqualTo(team.steps().size() - 2);
        assertThat(named(all, "Archive").readBy("alice")).isEqualTo(10_000);
    }

    @Test
    void talk_isRefused_whenALineIsAboutNothing() {
        assertThatThrownBy(() -> Talk.read(List.of("bob reply gone: yes"), name -> name))
                .hasMessageContaining("bob reply gone");
    }

    private static Conversation named(List<Conversation> conversations, String title) {
        return conversations.stream()
                .filter(conversation -> conversation.title().equals(title))
                .findFirst()
                .orElseThrow();
    }
}
