package p2pchat.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.console.Turn.Deed;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * A session in one network or several. What is typed goes to the current one, and only that one is shown; the others go
 * on, and what happens there is kept until it is looked at. A program sees all, since each line names its network.
 *
 * <pre>
 *   /join NAME: joining ──it is in──► current ──/join OTHER──► in the background ──/join NAME──► current
 *                  └──it is not let in──► gone      any ──/leave, ended──► gone; another becomes the current one
 *   none left: whoever types stays and may join another; a pipe or a program ends
 * </pre>
 *
 * @param quitting whether the end of the last network is the end of the session
 * @param code what the session ends with, as far as known
 */
record Rooms(Setting setting, Reading reading, OpenRooms open, boolean quitting, int code) {

    /** Each network has actors, a store and connections of its own. */
    static final int MOST = 16;

    /** Somebody who talks in one network hears of the others at most so often. */
    static final Duration TELL_FIRST = Duration.ofSeconds(1);

    static final Duration TELL_AGAIN = Duration.ofSeconds(20);

    /**
     * What does not change.
     *
     * @param first the network that the session began in
     * @param patience how long to wait at the end for messages to arrive
     * @param renderer as each network begins with
     */
    record Setting(NetworkName first, Duration patience, Renderer renderer) {
        Setting knowing(NetworkName network) {
            return new Setting(first, patience, renderer.knowing(network));
        }
    }

    /** Begins in one network, which is being joined. */
    static Rooms begin(Setting setting, Reading reading) {
        Room room = Room.of(dialogue(setting, reading, setting.first()));
        OpenRooms open = OpenRooms.only(setting.first(), room);
        return new Rooms(setting.knowing(setting.first()), reading, open, false, Explanations.DONE);
    }

    /** The conversation that is looked at. */
    Optional<Dialogue> shown() {
        return open.currentRoom().map(Room::dialogue);
    }

    // --- what is read

    Turn line(long number, String text) {
        return read(reading.line(number, text));
    }

    Turn lineTooLong(long number) {
        return read(reading.tooLong(number));
    }

    /** Nothing more will be read. */
    Turn inputEnded() {
        return read(reading.end()).then(Rooms::quit);
    }

    private Turn read(Reading.Read read) {
        Rooms next = new Rooms(setting, read.next(), open, quitting, code);
        return read.intent().map(next::act).orElseGet(next::resume);
    }

    private Turn act(Intent intent) {
        if (intent instanceof Intent.In in) {
            return open.room(in.network()).isPresent()
                    ? actIn(in.network(), in.intent())
                    : refuse(intent.ref(), RoomExplanations.notIn(in.network()));
        }
        if (intent instanceof Intent.Help help) {
            return say(CommandHelp.lines(help.topic())).then(Rooms::resume);
        }
        if (intent instanceof Intent.Clear) {
            return one(new Effect.Clear()).then(Rooms::resume);
        }
        if (intent instanceof Intent.Join join) {
            return join(join);
        }
        if (intent instanceof Intent.Quit) {
            return reply(intent.ref(), new Reply.Done()).then(Rooms::quit);
        }
        if (intent instanceof Intent.Refuse refused && open.current().isEmpty()) {
            return refuse(refused.ref(), refused.explanation());
        }
        if (reading.answers() && open.rooms().size() > 1 && !(intent instanceof Intent.Refuse)) {
            return refuse(intent.ref(), RoomExplanations.which(open.rooms().keySet()));
        }
        if (intent instanceof Intent.Ask ask
                && ask.question() instanceof Question.Networks
                && open.current().isPresent()
                && open.rooms().size() > 1) {
            return say(List.of(open.places()))
                    .then(now -> now.actIn(now.open.current().orElseThrow(), intent));
        }
        return open.current()
                .map(network -> actIn(network, intent))
                .orElseGet(() -> refuse(intent.ref(), RoomExplanations.nowhere()));
    }

    private Turn actIn(NetworkName network, Intent intent) {
        Phase phase = open.room(network).orElseThrow().dialogue().phase();
        if (phase != Phase.TALKING) {
            return refuse(intent.ref(), RoomExplanations.notNow(network, phase));
        }
        Turn turn = at(network, now -> now.asked(intent));
        return intent instanceof Intent.Leave ? turn.then(Rooms::resume) : turn;
    }

    private Turn join(Intent.Join join) {
        NetworkName network = join.network();
        if (open.room(network).isPresent()) {
            return reply(join.ref(), new Reply.Done())
                    .then(now -> now.show(network))
                    .then(Rooms::resume);
        }
        if (open.rooms().size() >= MOST) {
            return refuse(join.ref(), RoomExplanations.tooMany(MOST));
        }
        Room room = Room.of(dialogue(setting, reading, network));
        Rooms more = new Rooms(setting.knowing(network), reading, open.joining(network, room), quitting, code);
        return more.reply(join.ref(), new Reply.Done())
                .then(now -> new Turn(now, List.of(new Deed(Optional.of(network), new Effect.Enter()))))
                .then(Rooms::resume);
    }

    /** Leaves every network, and ends. */
    Turn quit() {
        Rooms leaving = new Rooms(setting, reading, open, true, code);
        return open.rooms().isEmpty() ? leaving.one(new Effect.Exit(code)) : leaving.everywhere(Dialogue::leaveWanted);
    }

    /** The same input for every network. */
    Turn everywhere(Function<Dialogue, Step> input) {
        Turn turn = new Turn(this, List.of());
        for (NetworkName network : open.rooms().keySet()) {
            turn = turn.then(now -> now.at(network, input));
        }
        return turn;
    }

    // --- what happens

    Turn event(NetworkName network, NetworkEvent event) {
        boolean counts = event instanceof NetworkEvent.Said said && said.live() && !said.own();
        Turn turn = forgetting(network, event).at(network, now -> now.event(event));
        return counts && !isShown(network) ? turn.then(now -> now.unread(network)) : turn;
    }

    private Rooms forgetting(NetworkName network, NetworkEvent event) {
        Optional<MessageKey> deleted = event instanceof NetworkEvent.Amended amended && amended.deletes()
                ? amended.message().amends()
                : Optional.empty();
        return deleted.flatMap(key -> open.room(network).map(room -> with(open.with(network, room.without(key)))))
                .orElse(this);
    }

    /** An input of one network; whatever comes after its end is dropped. */
    Turn at(NetworkName network, Function<Dialogue, Step> input) {
        Optional<Room> room = open.room(network);
        if (room.isEmpty()) {
            return new Turn(this, List.of());
        }
        Step step = input.apply(room.get().dialogue());
        Turn turn = new Turn(with(open.with(network, room.get().with(step.next()))), List.of());
        if (open.isJoining(network) && step.next().phase() == Phase.TALKING) {
            turn = turn.then(now -> now.show(network));
        }
        for (Effect effect : step.effects()) {
            turn = turn.then(now -> now.pass(network, effect));
        }
        return turn;
    }

    /** Nobody reads the output any more. */
    Turn outputGone() {
        return open.rooms().isEmpty()
                ? one(new Effect.Exit(Explanations.READER_GONE))
                : new Rooms(setting, reading, open, true, code).everywhere(Dialogue::outputGone);
    }

    /** Time to mention what happens in the networks that are not looked at. */
    Turn unreadDue() {
        return with(open.mentioned()).say(open.news());
    }

    private Turn unread(NetworkName network) {
        boolean again = open.room(network).filter(room -> room.told() > 0).isPresent();
        Effect later = new Effect.TellUnread(again ? TELL_AGAIN : TELL_FIRST);
        return new Turn(
                with(open.unread(network)), open.telling() ? List.of() : List.of(new Deed(Optional.empty(), later)));
    }

    private Turn pass(NetworkName network, Effect effect) {
        if (effect instanceof Effect.Exit exit) {
            return over(network, exit.code());
        }
        Optional<Room> room = open.room(network);
        if (effect instanceof Effect.Print print && !isShown(network) && room.isPresent()) {
            return new Turn(with(open.with(network, room.get().keeping(print))), List.of());
        }
        return new Turn(this, List.of(new Deed(Optional.of(network), effect)));
    }

    private Turn over(NetworkName network, int how) {
        OpenRooms rest = open.without(network);
        boolean last = rest.rooms().isEmpty();
        boolean stays = last && !quitting && !reading.unattended() && how == Explanations.DONE;
        boolean counts = last || quitting || reading.unattended();
        int end = counts && code == Explanations.DONE ? how : code;
        Rooms next = new Rooms(setting, reading, rest, quitting, end);
        if (last) {
            return stays ? next.say(List.of(RoomExplanations.NOWHERE)) : next.one(new Effect.Exit(end));
        }
        return open.isCurrent(network) ? next.show(rest.rooms().firstKey()) : new Turn(next, List.of());
    }

    /** Looks at this network from now on. */
    private Turn show(NetworkName network) {
        Room room = open.room(network).orElseThrow();
        if (open.isCurrent(network) || room.dialogue().phase() == Phase.JOINING) {
            return new Turn(this, List.of());
        }
        Rooms next = with(open.lookingAt(network));
        if (reading.answers()) {
            return new Turn(next, List.of());
        }
        String head = "now in " + network + (room.unread() == 0 ? "" : " · " + room.unread() + " new");
        String more = room.skipped() + " earlier lines are not shown; /history shows the log";
        Turn turn = next.say(room.skipped() == 0 ? List.of(head) : List.of(head, more));
        return room.kept().isEmpty() ? turn : turn.then(now -> now.one(new Effect.Print(room.lines())));
    }

    private boolean isShown(NetworkName network) {
        return reading.answers() || open.isCurrent(network) || open.isJoining(network);
    }

    // --- words

    private Turn say(List<String> lines) {
        return lines.isEmpty()
                ? new Turn(this, List.of())
                : one(new Effect.Print(setting.renderer().aside(lines)));
    }

    private Turn reply(Optional<String> ref, Reply reply) {
        NetworkName network = open.current().orElse(setting.first());
        return reading.answers()
                ? one(new Effect.Print(setting.renderer().reply(network, ref, reply)))
                : new Turn(this, List.of());
    }

    private Turn refuse(Optional<String> ref, Explanation why) {
        Turn turn = reading.answers() ? reply(ref, new Reply.Refused(why)) : one(new Effect.Complain(why));
        return turn.then(Rooms::resume);
    }

    // --- values

    private static Dialogue dialogue(Setting setting, Reading reading, NetworkName network) {
        return Dialogue.begin(new Dialogue.Manner(network, setting.patience()), reading, setting.renderer());
    }

    private Turn resume() {
        return one(new Effect.Resume(1));
    }

    private Turn one(Effect effect) {
        return new Turn(this, List.of(new Deed(Optional.empty(), effect)));
    }

    private Rooms with(OpenRooms rooms) {
        return new Rooms(setting, reading, rooms, quitting, code);
    }
}
