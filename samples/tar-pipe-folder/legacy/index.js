document.title = 'status';
