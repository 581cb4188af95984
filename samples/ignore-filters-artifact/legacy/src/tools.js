console.log('tools');
