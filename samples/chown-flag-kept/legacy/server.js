console.log('chat');
