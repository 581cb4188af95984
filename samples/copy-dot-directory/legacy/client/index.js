document.body.append('board');
