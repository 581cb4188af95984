import os

os.makedirs('notes')
with open('notes/one.txt', 'w') as note:
    note.write('first\n')
