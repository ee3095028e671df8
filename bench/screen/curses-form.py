"""The work of this bench with Python's curses, which writes only what changes on the screen."""
import curses, os

items = os.environ['LIST'].split('\n')
SHOWN = 10


def frame(screen, step, question):
    screen.erase()
    screen.addstr(0, 0, f'naar - step {step} of 3: Internet', curses.A_BOLD)
    screen.addstr(1, 0, '-' * 79)
    screen.addstr(3, 0, question, curses.A_BOLD)
    screen.addstr(5, 0, 'naar knows the settings of these.')
    screen.addstr(22, 0, 'Enter: take  Up/Down: move  Ctrl-C: leave')


def ask(screen):
    curses.curs_set(0)
    at = top = 0
    while True:
        frame(screen, 1, 'Who is your Internet provider?')
        top = min(max(top, at - SHOWN + 1), at)
        for row, item in enumerate(items[top:top + SHOWN]):
            marked = top + row == at
            screen.addstr(7 + row, 0, f'{">" if marked else " "} {item}', curses.A_REVERSE if marked else 0)
        key = screen.getch()
        if key == curses.KEY_DOWN:
            at = min(len(items) - 1, at + 1)
        elif key == curses.KEY_UP:
            at = max(0, at - 1)
        elif key in (10, 13):
            break
    curses.curs_set(1)
    text = ''
    while True:
        frame(screen, 2, 'What is the name of the router?')
        screen.addstr(7, 0, f'> {text}')
        key = screen.getch()
        if key in (10, 13):
            break
        text += chr(key)
    frame(screen, 3, 'Is that right?')
    screen.addstr(7, 0, '> Yes')
    screen.addstr(8, 0, '  No')
    screen.getch()


curses.wrapper(ask)
