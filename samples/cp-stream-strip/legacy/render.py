import os

os.makedirs('site/css')
for name in ('index.html', 'css/main.css'):
    with open(os.path.join('site', name), 'w') as page:
        page.write(name + '\n')
