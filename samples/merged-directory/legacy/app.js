console.log('mixed');
