package com.acme.app;

import com.acme.model.*;
import static com.acme.model.Owner.label;
import java.util.List;

class Main extends Helper {
    void run(List<Account> accounts, Account first) {
        first.getOwner().self();
        //               ^ -> com/acme/model/Owner.java: public Owner self() [type]
        for (Account account : accounts) {
            account.touch();
            //      ^ -> com/acme/model/Record.java: void touch() [type]
        }
        var made = new Account(null);
        //             ^ -> com/acme/model/Account.java: public class Account [import]
        made.getOwner();
        //   ^ -> com/acme/model/Account.java: public Owner getOwner() [type]
        Account.of(null).touch();
        //               ^ -> com/acme/model/Record.java: void touch() [type]
        label("x");
        // ^ -> com/acme/model/Owner.java: public static String label [import]
        assist();
        // ^ -> com/acme/app/Helper.java: void assist() [member]
        super.assist();
        //    ^ -> com/acme/app/Helper.java: void assist() [member]
        List.of(1);
        //   ^ -> nothing
    }
}
