/**
 * What is talked about: scenes of a few lines, from which every conversation of the demo is put together. A line begins
 * with who speaks (`a`, `b`, `c`), after `>` when it is a reply in the thread of the line before that is none, after
 * `>>` when the reply is also sent to the channel. `{…}` is chosen anew in each scene, `{@b}` names somebody, and
 * `::tada` at the end is a reaction of some of the others. All of it is invented.
 */
export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  lamp: ['Larch 40', 'Larch 60', 'Fennel spot', 'Alder wash', 'Rowan follow spot', 'Hazel strip', 'Willow profile'],
  part: ['dimmer board', 'lens ring', 'yoke', 'fan grille', 'power inlet', 'heat sink', 'colour frame', 'shutter'],
  customer: [
    'Theatre on the Quay',
    'Old Granary Stage',
    'Lantern House',
    'Playhouse Vell',
    'Opera Sundholm',
    'Red Curtain Company',
    'School of Stagecraft Orra',
    'Marlow Street Arts',
  ],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  time: ['9:15', '10:00', '11:30', '13:00', '14:45', '16:00'],
  place: ['Vellhaven', 'Orra', 'Sundholm', 'Castlebridge', 'Marlow', 'Port Ansel'],
  firm: ['Norrvik Freight', 'Harbour & Sons', 'Tern Logistics', 'Copperline Parts', 'Glasswork Ansel'],
  mood: ['Looks good to me.', 'Nice work.', 'Fine by me.', 'Agreed.', 'Makes sense.', 'Go ahead.'],
  food: ['lentil soup', 'dumplings', 'the fish place', 'falafel', 'ramen', 'pizza'],
  file: ['drawing', 'parts list', 'test report', 'quote', 'price list', 'floor plan'],
  page: ['front page', 'support page', 'catalogue', 'contact form', 'newsletter', 'careers page'],
};

/** By theme. Numbers: `{n}` is small, `{order}` an order, `{percent}` a share. */
export const SCENES: Readonly<Record<string, readonly string[]>> = {
  work: [
    `a The {part} of the {lamp} fails the drop test again. {n} of 40 are cracked. ::eyes
     >b Same corner as last time?
     >a Yes, right beside the screw. Photos are in the {file}.
     >b Then it is the mould, not the material. I will call {firm}.
     >>b They can change the mould by {day}. No charge. ::tada`,
    `a Who has the {file} of the {lamp}?
     b It is with me, revision {n}. I will send it before lunch.
     a Thank you ::+1`,
    `a Burn-in of batch {order} is through: {percent} % passed at the first try. ::tada
     >c What became of the others?
     >a Two with a loose {part}, the rest only needed new firmware.
     b {mood}`,
    `a {@b} can you look at the torque of the {part} screws on the {lamp}? The manual says {n} Nm, the line uses less.
     >b Looking now.
     >b The manual is right. I have set the drivers again, the first ten are checked. ::white_check_mark
     >a {mood}`,
    `a We are out of {part}s from {day} on. {firm} says three weeks.
     b That stops the {lamp} line. Can we take the ones from the spare stock?
     a For {n} days, yes.
     c I will ask Copperline whether they have some on the shelf.
     >c They do. {n}0 pieces, here on {day}. ::raised_hands`,
    `a New numbers for noise: the {lamp} is at 2{n} dB, one below the aim. ::muscle
     b With the old fan or the new one?
     a The new one. The old one is at 31.`,
  ],
  orders: [
    `a {customer} ordered {n}0 {lamp}s, order {order}. Delivery in {place}, week 2{n}. ::tada
     >b Do they need cases as well?
     >a Yes, the padded ones. I have added them.
     >c Booked with {firm}.`,
    `a {customer} asks for a discount of {percent} % on order {order}. What do we say?
     b We gave them {n} % last year. I would stay there.
     c {mood}
     a Then that is what I write.`,
    `a Order {order} is ready to go, {firm} picks it up on {day} at {time}.
     b Papers are on the desk by the door. ::+1`,
    `a The payment for {order} has come in. ::moneybag
     b Finally! That was the one from spring.`,
    `a {customer} wants to move the delivery of {order} from {day} to the week after.
     >b No problem here, the hall has room.
     >c I have told {firm}.
     >a Confirmed to the customer. ::white_check_mark`,
    `a Quote for {customer} is out: {n} {lamp}s, {n}2 m of truss, two days of training.
     b {mood} When do they decide?
     a By {day}, they say.`,
  ],
  support: [
    `a {customer} writes that their {lamp} flickers below {percent} %. Serial {order}.
     >b Which dimmer curve?
     >a The linear one.
     >b Then it needs firmware 2.{n}. I have sent them the link and the steps.
     >>a It is solved, they are happy. ::tada`,
    `a Phone call from {place}: a {lamp} with a broken {part}, still under warranty. Ticket {order}.
     b I will send a spare one today.
     a Thanks {@b} ::heart`,
    `a How do I reset the address of a {lamp} without the remote? {customer} has lost theirs.
     b Hold the button for {n} seconds after it is switched on, until the light blinks twice.
     a That did it. I have written it into the handbook. ::books`,
    `a {n} open tickets this morning, the oldest is {order}. {@c} is that one still with you?
     >c Yes, they promised the log by {day}.
     >a {mood}`,
    `a Three customers this week with the same question about the {part} of the {lamp}. Should we put it on the {page}?
     b Yes please. A picture would help more than words.
     c I can take one this afternoon. ::camera`,
  ],
  design: [
    `a First sketch of the new {part} for the {lamp} is in the {file}. Please be honest.
     >b I like the lines. The vent looks small, though.
     >c Can a gloved hand open it?
     >a Good point. I will make the latch {n} mm wider.
     >>a Second version is up. ::eyes`,
    `a Colours for the {lamp}: black, and which second one?
     b Graphite.
     c Graphite, please not the green again. ::joy
     a Graphite it is.`,
    `a The photos from {customer} have come, the {lamp}s look wonderful there. ::heart_eyes
     b Can we use them on the {page}?
     a They said yes, with their name below.`,
    `a I have moved the {page} to the new grid. It loads in {n}00 ms now.
     >b On a phone too?
     >a On an old one in {place}, yes.
     >b {mood} ::rocket`,
    `a User test with {customer} on {day} at {time}, they bring {n} people. Who comes along?
     b Me.
     c I can write the notes.`,
  ],
  planning: [
    `a Agenda for {day}, {time}: the {lamp}, the fair in {place}, holidays. Anything else?
     b The {page}, five minutes.
     a Added. ::+1`,
    `a Decision from today: the {lamp} ships with the new {part}, from batch {order} on. {@b} tells {firm}.
     >b Done, they have confirmed.
     >c I will change the {file}.`,
    `a Costs for the fair in {place} are {percent} % above plan. Most of it is the stand.
     b Could we share it with {customer}?
     a I will ask them.
     >a They would! Details on {day}. ::handshake`,
    `a Reminder: time sheets until {day}. I miss {n} of them. ::pray
     b Mine is in now.
     c Mine too, sorry.`,
    `a Notes of the meeting with {customer} are in the {file}. Short version: they want {n} more {lamp}s, and sooner.
     >b How much sooner?
     >a Before the season opens in {place}.
     >c Possible, if the {part}s come on time.`,
  ],
  lunch: [
    `a {food} at {time}? ::yum
     b In!
     c Me too, table for {n}?
     a Booked.`,
    `a There is cake in the kitchen. It will not last. ::cake
     b On my way.`,
    `a The coffee machine says error {n}. Again. ::sob
     b Did you empty the tray?
     a … it works now. ::joy`,
    `a Somebody left a bicycle light in the hall. It is not one of ours, it is too dim.
     b That is mine. Thank you!`,
    `a Who is still in {place} on {day} evening? Concert in the old harbour, free entry.
     >b I am, and I have two more seats in the car.
     >c Take me along! ::musical_note`,
  ],
};
